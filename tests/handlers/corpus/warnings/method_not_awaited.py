#~ 'bot.think(…)' is never awaited
#> "x" -> "x"
"""A coroutine method that nobody awaits."""

from pulumi_wingws import WebSocket


class Bot:
    async def think(self):
        pass


bot = Bot()
chat = WebSocket("Chat")


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    bot.think().cr_running
    return body
