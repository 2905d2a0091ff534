#> "x" -> "stopped"
"""A thread that still runs when handlers are resolved."""

import threading

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
state = {"n": "stopped"}
quit_ = threading.Event()
threading.Thread(target=quit_.wait, daemon=True).start()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return state["n"]
