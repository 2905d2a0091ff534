#> "3" -> "[0, 2, 4]"
"""A nested generator and a nested coroutine."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make(factor):
    def multiples(n):
        for i in range(n):
            yield i * factor

    async def collect(n):
        return [m for m in multiples(n)]

    return collect


collect = make(2)


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    return str(await collect(int(body)))
