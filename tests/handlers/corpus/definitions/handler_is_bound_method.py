#> "a" -> "Bot: a"
"""A handler that is a bound method."""

from pulumi_wingws import WebSocket


class Bot:
    def __init__(self, name):
        self.name = name

    def answer(self, connection_id, body):
        return f"{self.name}: {body}"


bot = Bot("Bot")
chat = WebSocket("Chat")
chat.on_message(reply=True)(bot.answer)
