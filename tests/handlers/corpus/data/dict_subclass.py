#> "x" -> "{'a': 1} label ['b'] tag 7"
"""Instances of subclasses of dict, list and int, with attributes."""

from pulumi_wingws import WebSocket


class Labelled(dict):
    label = "none"


class Tagged(list):
    def append(self, item):
        raise AssertionError("called")


class Number(int):
    pass


A = Labelled(a=1)
A.label = "label"
B = Tagged(["b"])
B.tag = "tag"
C = Number(7)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{dict(A)} {A.label} {list(B)} {B.tag} {C}"
