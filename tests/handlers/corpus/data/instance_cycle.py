#> "x" -> "child of parent of child"
"""Instances that refer to each other."""

from pulumi_wingws import WebSocket


class Node:
    def __init__(self, name, parent=None):
        self.name, self.parent, self.children = name, parent, []
        if parent:
            parent.children.append(self)


parent = Node("parent")
child = Node("child", parent)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{child.name} of {child.parent.name} of {child.parent.children[0].name}"
