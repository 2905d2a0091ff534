#> "" -> "1 [1, 2] 1.5 eur 2026-01-02T00:00:00+01:00 Day 1 3 bc (a, *, b=1)"
"""Objects of the library that are no plain data, and of subclasses of such."""

import array
import collections
import configparser
import datetime
import decimal
import inspect
import io
import zoneinfo

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
parser = configparser.ConfigParser()


def load():
    parser.read_string("[a]\nb=1\n")


load()


class Money(decimal.Decimal):
    def __new__(cls, text, unit):
        self = super().__new__(cls, text)
        self.unit = unit
        return self


class Day(datetime.datetime):
    pass


class Held:
    def __init__(self):
        self.context = decimal.Context(prec=3)
        self.buffer = io.StringIO("abc")
        self.buffer.read(1)


arrays = [array.array("i", [1, 2])]
money = [Money("1.5", "eur")]
days = {"d": Day(2026, 1, 2, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))}
dicts = [collections.UserDict(a=1)]
held = Held()
signatures = {"s": inspect.signature(lambda a, *, b=1: 0)}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    (one,), day = money, days["d"]
    return (
        f"{parser['a']['b']} {arrays[0].tolist()} {one} {one.unit} {day.isoformat()} "
        f"{type(day).__name__} {dicts[0]['a']} {held.context.prec} "
        f"{held.buffer.read()} {signatures['s']}"
    )
