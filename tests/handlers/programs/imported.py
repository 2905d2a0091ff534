"""Things imported from the standard library that have no name of their own in it."""
from os import environ
from random import choice
from string import ascii_lowercase as letters, digits
from sys import *
import os, sys as system, collections.abc, xml.etree.ElementTree as ET
import collections

Mapping = collections.abc.Mapping
upper = str.upper
HANDLERS = {"choose": choice, "join": os.path.join, "abc": collections.abc.Sized}


def on_message(connection_id, body):
    import string
    from datetime import timedelta as delta
    tree = ET.fromstring("<a/>")
    return repr([choice("a"), letters[0], "WINGWS" in environ, system.byteorder, tree.tag, isinstance({}, Mapping), upper(body), HANDLERS["choose"]("b"), HANDLERS["join"]("a", "b"), string.digits, delta(1).days, maxsize > 5])


ANSWERS = {"x": "['a', 'a', True, 'little', 'a', True, 'X', 'b', 'a/b', '0123456789', 1, True]"}
