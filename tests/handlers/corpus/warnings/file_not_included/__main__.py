#~ the handler may read 'words.txt', which does not travel
#~ the handler may read 'more.txt', which does not travel
#> "words" raises "*"
#> "more" -> "no file"
#* the files lie beside the program, but not beside the artifact
"""Files that lie beside the program, and are opened when an event comes."""

from pathlib import Path

from pulumi_wingws import WebSocket

MORE = Path(__file__).with_name("more.txt")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "words":
        with open("words.txt") as file:
            return file.read()
    return MORE.read_text() if MORE.exists() else "no file"
