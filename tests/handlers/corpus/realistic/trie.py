#> "ca" -> "car card care cat"
#> "car" -> "car card care"
#> "x" -> ""
"""A recursive data structure, filled at deploy time, captured as it ended."""

from pulumi_wingws import WebSocket


class Node:
    __slots__ = ("children", "word")

    def __init__(self):
        self.children = {}
        self.word = None


def insert(root, word):
    node = root
    for letter in word:
        node = node.children.setdefault(letter, Node())
    node.word = word


def words(node):
    if node.word:
        yield node.word
    for letter in sorted(node.children):
        yield from words(node.children[letter])


root = Node()
for word in "cat car card care dog".split():
    insert(root, word)
search = WebSocket("Search")


@search.on_message(reply=True)
def on_message(connection_id, body):
    node = root
    for letter in body:
        if letter not in node.children:
            return ""
        node = node.children[letter]
    return " ".join(words(node))
