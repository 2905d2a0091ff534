#> "hello.html" -> "<p>Grüße, sun</p>"
#> "bye.html" -> "<p>Bye, moon</p>"
"""Files of the project, opened beside the program and by a relative path."""

from pathlib import Path
from string import Template

from pulumi_wingws import WebSocket

chat = WebSocket("Chat", include=["words.txt"])
TEMPLATES = Path(__file__).parent / "templates"


@chat.on_message(reply=True, include=["templates/*.html"])
def on_message(connection_id, body):
    with open("words.txt") as file:
        words = file.read().split()
    beside = Path(__file__).parent / "words.txt"
    assert beside.read_text().split() == words
    text = (TEMPLATES / body).read_text(encoding="utf-8")
    return Template(text.strip()).substitute(name=words[body == "bye.html"])
