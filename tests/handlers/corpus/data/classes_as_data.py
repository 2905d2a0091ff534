#> "x" -> "[<class 'int'>, <class 'decimal.Decimal'>] Mine True"
"""Classes in containers: builtin, of the library, of the program."""

from decimal import Decimal

from pulumi_wingws import WebSocket


class Mine:
    pass


TYPES = [int, Decimal]
BY_NAME = {"mine": Mine}
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    made = BY_NAME["mine"]()
    return f"{TYPES} {type(made).__name__} {isinstance(made, Mine)}"
