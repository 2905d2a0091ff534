#> "up" -> "1"
#> "up" -> "2"
#> "down" -> "1"
"""Two closures that share one nonlocal."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    count = 0

    def up():
        nonlocal count
        count += 1
        return count

    def down():
        nonlocal count
        count -= 1
        return count

    return {"up": up, "down": down}


VERBS = make()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(VERBS[body]())
