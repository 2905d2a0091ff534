#> "5" -> "120 True"
"""Recursion and mutual recursion."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def factorial(n):
    return n * factorial(n - 1) if n else 1


def is_even(n):
    return n == 0 or is_odd(n - 1)


def is_odd(n):
    return n != 0 and is_even(n - 1)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{factorial(int(body))} {is_odd(int(body))}"
