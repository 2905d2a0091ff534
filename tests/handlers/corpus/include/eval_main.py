#> "double(LIMIT)" -> "10"
#> "sum(map(abs, [-1, 2]))" -> "3"
#> "shared is again" -> "True"
#> "shared" -> "['a', 'b']"
#= the main file is taken along as a whole, with what an edit adds
"""eval and exec reach every name of the modules that are included."""

import pulumi

from pulumi_wingws import DynamodbTable, WebSocket

config = pulumi.Config()
chat = WebSocket("Chat")
rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
LIMIT = 1
shared = again = ["a"]


def double(number):
    return 2 * number


@chat.on_message(reply=True, include=["__main__"])
def on_message(connection_id, body):
    return str(eval(body))


LIMIT = 5
shared.append("b")
pulumi.export("url", chat.url)
