#> "x" -> "3 \nb 4"
"""Lines that end in a lone carriage return."""
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")LIMIT = [3]LIMIT.append(4)TEXT = """b"""


@chat.on_message(reply=True)
def on_message(connection_id, body):    text = f"{LIMIT[0]} {TEXT}"    return f"{text} {LIMIT[1]}"
