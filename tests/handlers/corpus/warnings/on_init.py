#* on_init runs at cold start
#> "x" -> "ready 1"
#> "x" -> "ready 1"
"""on_init runs once per cold start."""

from pulumi_wingws import WebSocket, on_init

state = {}
chat = WebSocket("Chat")


@on_init
def prepare():
    state["runs"] = state.get("runs", 0) + 1
    state["text"] = "ready"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{state['text']} {state['runs']}"
