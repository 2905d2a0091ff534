#! __main__.py:13:12: the artifact does not import in a clean interpreter: FileNotFoundError: [Errno 2] No such file or directory: 'words.txt'
"""A class body that reads a file cannot run in Lambda; the line is named."""

from pathlib import Path

from pulumi_wingws import WebSocket

Path("words.txt").write_text("words")
chat = WebSocket("Chat")


class Help:
    text = Path("words.txt").read_text()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return Help.text
