import pulumi_stand_ins as pulumi
from pulumi_stand_ins import Bucket, WebSocket, export

chat = WebSocket("Chat")
bucket = Bucket("data")


def on_message(connection_id, body):
    export("url", chat.url)
    pulumi.export("x", 1)
    store(bucket)


def store(where):
    pass
