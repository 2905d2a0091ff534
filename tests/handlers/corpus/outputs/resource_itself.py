#! __main__.py:20:16: 'bucket' is a resource, of which handlers read Outputs only
"""A foreign resource itself is refused."""

import pulumi

from pulumi_wingws import WebSocket


class Bucket(pulumi.CustomResource):
    def __init__(self, name):
        super().__init__("test:index:Bucket", name, {"arn": None})


bucket = Bucket("Bucket")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(bucket)
