# -*- coding: latin-1 -*-
#> "x" -> "x1é"
"""Encoded in Latin-1: é."""

from pulumi_wingws import WebSocket

ONE = 1
chat = WebSocket("Chat")


def helper(text):
    if text:
        return f"{text}{ONE}é"


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return helper(body)
