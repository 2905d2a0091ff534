#! __main__.py:11:9: 'chat' no longer stands for what it was when on_message was decorated in line 9; it is bound in line 7
"""Handlers made in a loop over components, by a global's name: the last one would win."""

from pulumi_wingws import WebSocket

for name in ("A", "B"):
    chat = WebSocket(name)

    @chat.on_message(reply=True)
    def on_message(connection_id, body):
        chat.send_message(connection_id, body)
