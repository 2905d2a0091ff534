#> "first" -> "none"
#> "second" -> "first"
"""A global that only the handler binds exists nowhere at deploy time."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    global last
    try:
        answer = last
    except NameError:
        answer = "none"
    last = body
    return answer
