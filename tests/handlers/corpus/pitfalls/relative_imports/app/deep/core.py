from .. import NAME
from . import DEEP
from .words import join


def work(text):
    return join(NAME, DEEP, text)
