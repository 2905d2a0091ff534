#> "closure" raises "ZeroDivisionError: division by zero"
#> "deep" raises "TypeError: can only concatenate str (not \"int\") to str"
#> "lambda" raises "ZeroDivisionError: integer division or modulo by zero"
#> "second" raises "KeyError: 2"
#> "wrapped" raises "ValueError: wrapped"
#> "generator" raises "RuntimeError: stop"
#> "several lines" raises "ZeroDivisionError: division by zero"
#> "loop" raises "IndexError: list index out of range"
"""Exceptions in closures, lambdas, decorated functions, generators."""

import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
DROPPED = open(__file__)
DROPPED.close()


def make(zero):
    def closure():
        return 1 / zero  # "closure" raises at "1 / zero"

    if True:
        def deep(text="é"):
            def deeper(): return "ö" + text + zero  # "deep" raises at "\"ö\" + text + zero"
            return deeper()
    return closure, deep


closure, deep = make(0)
PAIR = (lambda n: n), (lambda n: 1 // n)  # "lambda" raises at "1 // n"
TABLE = [lambda: 1, lambda: {}[2], lambda: 3]  # "second" raises at "{}[2]"


def traced(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@traced
@traced
def wrapped():
    raise ValueError("wrapped")  # "wrapped" raises at "raise ValueError(\"wrapped\")"


def numbers():
    yield 1
    raise RuntimeError("stop")  # "generator" raises at "raise RuntimeError(\"stop\")"


def several_lines(zero):
    return (
        1
        + (2 / zero)  # "several lines" raises at "2 / zero"
        + 3
    )


def loop():
    found = []
    for make_one in [lambda i=i: found[i] for i in range(1)]:  # "loop" raises at "found[i]"
        make_one()


VERBS = {
    "closure": closure,
    "deep": deep,
    "lambda": functools.partial(PAIR[1], 0),
    "second": TABLE[1],
    "wrapped": wrapped,
    "generator": lambda: list(numbers()),
    "several lines": functools.partial(several_lines, 0),
    "loop": loop,
}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return VERBS[body]()
