#> "[1, 2]" -> "pair 1 2"
#> "{\"kind\": \"a\"}" -> "mapping a"
#> "5" -> "five"
#> "\"z\"" -> "other z"
"""match with values, classes and captures."""

import json

from pulumi_wingws import WebSocket


class Five:
    VALUE = 5


chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    match json.loads(body):
        case [a, b]:
            return f"pair {a} {b}"
        case {"kind": kind}:
            return f"mapping {kind}"
        case Five.VALUE:
            return "five"
        case str() as text:
            return f"other {text}"
