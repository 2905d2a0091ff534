#> "greet" -> "hello"
#> "part" -> "bye"
#= the main file is taken along as a whole, with what an edit adds
"""globals() finds what is included, by a name that is computed."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def say_greet():
    return "hello"


def say_part():
    return "bye"


@chat.on_message(reply=True, include=["__main__"])
def on_message(connection_id, body):
    return globals()[f"say_{body}"]()
