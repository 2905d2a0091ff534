#> "x" -> "True True True"
"""Lists, dicts and tuples that contain themselves."""

from pulumi_wingws import WebSocket

ring = [1]
ring.append(ring)
book = {}
book["self"] = book
pair = ([],)
pair[0].append(pair)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{ring[1] is ring} {book['self'] is book} {pair[0][0] is pair}"
