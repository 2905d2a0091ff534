#> "a" -> "['deploy', 'a']"
#> "b" -> "['deploy', 'a', 'b']"
"""A mutable default: its final value."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def keep(text, seen=[]):  # noqa: B006
    seen.append(text)
    return seen


keep("deploy")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(keep(body))
