#> "x" -> "True"
"""One component under two names is one handle."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
alias = chat


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(alias is chat)
