#> "a" -> "['a'] a! True"
"""Bound methods of the program's objects and of builtin ones."""

from pulumi_wingws import WebSocket


class Speaker:
    def __init__(self):
        self.said = []

    def say(self, text):
        self.said.append(text)
        return self.said

    @classmethod
    def shout(cls, text):
        return text + "!"


speaker = Speaker()
say = speaker.say
shout = Speaker.shout
words = []
add = words.append
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    add(body)
    return f"{say(body)} {shout(body)} {words == speaker.said}"
