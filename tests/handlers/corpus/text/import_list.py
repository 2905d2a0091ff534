#> "4" -> "2.0 /"
"""`import a, b` and `from x import (a, b)` of which some are needed."""

import math, os, pulumi
from os.path import (
    sep,
    join,  # not needed
    exists,
)

from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{math.sqrt(int(body))} {sep}"
