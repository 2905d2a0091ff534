#> "4" -> "2.0 / 4"
"""`import a.b` binds a; attributes of it are reached at run time."""

import math
import os.path
import xml.etree.ElementTree as tree

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    root = tree.fromstring(f"<r n='{body}'/>")
    return f"{math.sqrt(int(body))} {os.path.join('/', '')} {root.get('n')}"
