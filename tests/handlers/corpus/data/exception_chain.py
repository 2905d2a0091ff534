#> "x" -> "ValueError('b') ['note'] KeyError('a') 5"
"""An exception with a cause, notes and attributes."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
try:
    try:
        raise KeyError("a")
    except KeyError as inner:
        raise ValueError("b") from inner
except ValueError as exc:
    exc.add_note("note")
    exc.code = 5
    failure = exc


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{failure!r} {failure.__notes__} {failure.__cause__!r} {failure.code}"
