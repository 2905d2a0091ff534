#> "x" -> "[1, 2, 3] 6"
"""Values changed by augmented assignment, append and loops."""

from pulumi_wingws import WebSocket

numbers = [1]
numbers += [2]
numbers.append(3)
total = 0
for number in numbers:
    total += number
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{numbers} {total}"
