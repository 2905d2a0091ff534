#> "" -> "(n: int, tags: list[str] | None = None) -> str {'word': 'Word', 'x': 1}"
"""The annotations of functions inside functions, and those that were added."""

import inspect

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def make():
    def shown(n: int, tags: list[str] | None = None) -> str:
        return str(n)

    return shown


shown = make()


def plain(word: "Word"):  # noqa: F821
    return word


plain.__annotations__["x"] = 1


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{inspect.signature(shown)} {plain.__annotations__}"
