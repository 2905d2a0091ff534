#> "x" -> "arn:Bucket"
"""An Output attribute of a foreign resource."""

import pulumi

from pulumi_wingws import WebSocket


class Bucket(pulumi.CustomResource):
    arn: pulumi.Output[str]

    def __init__(self, name):
        super().__init__("test:index:Bucket", name, {"arn": None})


bucket = Bucket("Bucket")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return bucket.arn.get()
