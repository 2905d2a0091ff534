#> "3" -> "|int?|<  3>"
#> "2.5" -> "|float?|<2.5>"
#> "[1, [2, \"x\"]]" -> "|list?|<[  1 [  2 str?]]>"
#> "{\"a\": {\"b\": null}}" -> "|dict?|<{a={b=NoneType?}}>"
#> "\"text\"" -> "|str?|<str?>"
#> "{\"$date\": \"2026-02-03\"}" -> "|date?|<03.02.26>"
#> "calls" -> "6 7 ---- --- 3"
"""Rendering by type: singledispatchmethod, partialmethod, cached properties, descriptors."""

import datetime
import json
from functools import cached_property, partialmethod, singledispatch, singledispatchmethod

from pulumi_wingws import WebSocket

chat = WebSocket("Dispatch")


class Width:
    """A number between bounds."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    def __set_name__(self, owner, name):
        self.name = f"_{name}"

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name, self.low)

    def __set__(self, instance, value):
        if not self.low <= value <= self.high:
            raise ValueError(value)
        setattr(instance, self.name, value)


class Renderer:
    width = Width(2, 80)

    def __init__(self, width):
        self.width = width
        self.calls = 0

    @cached_property
    def bar(self):
        self.calls += 1
        return "-" * self.width

    @singledispatchmethod
    def render(self, value):
        return f"{type(value).__name__}?"

    @render.register
    def _(self, value: int | float):
        return f"{value:>{self.width}}"

    @render.register(list)
    @render.register(tuple)
    def _sequence(self, value):
        return "[" + " ".join(map(self.render, value)) + "]"

    @render.register
    def _mapping(self, value: dict):
        return "{" + ", ".join(f"{k}={self.render(v)}" for k, v in value.items()) + "}"

    def framed(self, value, left, right=None):
        self.calls += 1
        return f"{left}{self.render(value)}{right or left}"

    bracketed = partialmethod(framed, left="<", right=">")
    barred = partialmethod(framed, left="|")


class Dates(Renderer):
    render = Renderer.render

    @render.register
    def _date(self, value: datetime.date):
        return value.strftime("%d.%m.%y")


@singledispatch
def decoded(value):
    return value


@decoded.register(dict)
def _(value):
    if value.keys() == {"$date"}:
        return datetime.date.fromisoformat(value["$date"])
    return {key: decoded(each) for key, each in value.items()}


renderer = Dates(4)
plain = Renderer(3)
BAR = plain.bar


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "calls":
        return f"{renderer.calls} {plain.calls} {renderer.bar} {BAR} {plain.width}"
    value = decoded(json.loads(body))
    return renderer.barred(value) + plain.bracketed(value)
