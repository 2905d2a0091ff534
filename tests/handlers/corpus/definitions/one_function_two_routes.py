#> "a" -> "a"
#> other "b" -> "b"
"""One function for two routes."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
@chat.route("other", reply=True)
def same(connection_id, body):
    return body
