#> "x" -> "a b c x"
"""A closure in a closure in a closure."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def one(a):
    def two(b):
        def three(c):
            def four(d):
                return f"{a} {b} {c} {d}"

            return four

        return three

    return two


four = one("a")("b")("c")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return four(body)
