#> "x" -> "2026-01-02 day 1.5 cash"
"""A subclass of date and of Decimal."""

from datetime import date
from decimal import Decimal


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
class D(date):
    kind = "day"


class M(Decimal):
    kind = "cash"


A = D(2026, 1, 2)
B = M("1.5")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A} {A.kind} {B} {B.kind}"
