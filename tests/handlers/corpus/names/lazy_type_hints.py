#* its module is gone from sys.modules when the program itself is asked
#> "7.5" -> "15/2"
"""Who asks for annotations that are texts gets them: their names travel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, get_type_hints

from pulumi_wingws import WebSocket

if TYPE_CHECKING:
    from collections.abc import Callable

chat = WebSocket("Chat")


@dataclass
class Price:
    amount: Fraction


def parse(cls, text: str, check: Callable | None = None):
    hints = get_type_hints(cls)
    return cls(**{name: kind(text) for name, kind in hints.items()})


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(parse(Price, body).amount)
