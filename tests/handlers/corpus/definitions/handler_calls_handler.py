#> "a" -> "other a"
#> other "b" -> "other b"
"""A handler that calls another handler."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.route("other", reply=True)
def other(connection_id, body):
    return f"other {body}"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return other(connection_id, body)
