#> "" -> "1 Kind Kind [2]"
"""A class whose name means something else in the end lives on in its instance."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Kind:
    table = [1]

    def first(self):
        return self.table[0]


made = Kind()
kinds = {"kind": Kind}
Kind = [2]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{made.first()} {type(made).__name__} {kinds['kind'].__name__} {Kind}"
