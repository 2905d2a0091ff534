#> "ann" -> "<HELLO ANN!> hello Says hello. hello says itself [int, str] True 3"
"""Layers of functools.wraps, one of which changed a name, with attributes and types."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def loud(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args).upper()

    return wrapper


def angled(function):
    @functools.wraps(function)
    def wrapper(*args):
        return f"<{function(*args)}>"

    wrapper.limit = 3
    return wrapper


def marked(function):
    @functools.wraps(function)
    def wrapper(text):
        return function(text) + "!"

    wrapper.__name__ = "says"
    return wrapper


@angled
@loud
@marked
def hello(name: int) -> str:
    """Says hello."""
    return f"hello {name}"


@loud
def itself(name):
    return name


hello.__name__ = "hello"
itself.__wrapped__ = itself


@chat.on_message(reply=True)
def on_message(connection_id, body):
    inner = hello.__wrapped__
    types = [each.__name__ for each in hello.__annotations__.values()]
    is_itself = itself.__wrapped__ is itself
    return (
        f"{hello(body)} {hello.__name__} {hello.__doc__} {inner.__qualname__} "
        f"{inner.__name__} {itself.__name__} [{', '.join(types)}] {is_itself} "
        f"{hello.limit}"
    )
