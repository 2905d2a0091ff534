#> "x" -> "1 2 3 <i>x</i>"
"""Decorators whose `@` stands on an earlier line, or that are in parentheses."""

import contextlib
import functools

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@\
functools.cache
def one():
    return 1


@(  # (a comment @ here)
    functools.lru_cache(
        maxsize=2,
    )
)
def two():
    return 2


@(functools.singledispatch)
def three(value):
    return 3


@functools.cache
@(contextlib.contextmanager)
def italic():
    yield "<i>"


@chat.on_message(
    reply=True,
)
def on_message(connection_id, body):
    with italic() as opening:
        return f"{one()} {two()} {three('')} {opening}{body}</i>"
