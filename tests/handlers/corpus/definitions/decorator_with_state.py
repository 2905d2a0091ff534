#> "a" -> "1 a"
#> "a" -> "2 a"
"""A decorator whose wrapper counts in a nonlocal."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def counted(function):
    count = 0

    def wrapper(text):
        nonlocal count
        count += 1
        return f"{count} {function(text)}"

    return wrapper


@counted
def same(text):
    return text


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return same(body)
