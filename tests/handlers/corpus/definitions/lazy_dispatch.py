#> "2" -> "4 None"
#> "x" -> "X!"
"""`register` asks for all annotations of what it registers, which are texts here."""

from __future__ import annotations

from decimal import Decimal
from functools import singledispatch, singledispatchmethod
from typing import Optional, Self

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Total:
    def __init__(self, number: int) -> None:
        self.number = number

    @singledispatchmethod
    def add(self, other):
        raise TypeError(other)

    @add.register
    def _(self, other: int, digits: Decimal | None = None) -> Self:
        return type(self)(self.number + other)


@singledispatch
def show(value) -> Optional[str]:
    raise TypeError(value)


@show.register
def _(value: str, count: Optional[int] = None) -> Optional[str]:
    return f"{value.upper()}!"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if not body.isdigit():
        return show(body)
    return f"{Total(2).add(int(body)).number} {None}"
