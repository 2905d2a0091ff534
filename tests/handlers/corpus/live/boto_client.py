#> "x" -> "dynamodb eu-west-1"
"""A boto3 client, made at cold start."""

import boto3

from pulumi_wingws import WebSocket

client = boto3.client("dynamodb", region_name="eu-west-1")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{client.meta.service_model.service_name} {client.meta.region_name}"
