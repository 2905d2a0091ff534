#> "/help" -> "/add /echo /help /roll"
#> "/echo a b" -> "a b"
#> "/add 1 2 3" -> "6"
#> "/add one" -> "error: invalid literal for int() with base 10: 'one'"
#> "/nope" -> "no command /nope"
#> "hello" -> "commands begin with /"
"""A command bot: a decorator registers functions in a dict."""

import shlex
from collections.abc import Callable

from pulumi_wingws import WebSocket

Command = Callable[..., str]
COMMANDS: dict[str, Command] = {}


def command(name: str) -> Callable[[Command], Command]:
    def register(function: Command) -> Command:
        COMMANDS[name] = function
        return function

    return register


@command("/echo")
def echo(*words: str) -> str:
    return " ".join(words)


@command("/add")
def add(*numbers: str) -> str:
    return str(sum(int(n) for n in numbers))


@command("/help")
def show_help(*_: str) -> str:
    return " ".join(sorted(COMMANDS))


@command("/roll")
def roll(sides: str = "6") -> str:
    import random

    return str(random.randint(1, int(sides)))


bot = WebSocket("Bot")


@bot.on_message(reply=True)
def on_message(connection_id, body):
    if not body.startswith("/"):
        return "commands begin with /"
    name, *arguments = shlex.split(body)
    if name not in COMMANDS:
        return f"no command {name}"
    try:
        return COMMANDS[name](*arguments)
    except ValueError as exc:
        return f"error: {exc}"
