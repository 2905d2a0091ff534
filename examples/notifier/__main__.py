"""Pages listen; the consumer of a queue, which is no handler, pushes to them all."""

import time

import pulumi

from pulumi_wingws import DynamodbTable, WebSocket, environment_for

listeners = DynamodbTable(
    "Listeners",
    hash_key="connectionId",
    attribute_definitions={"connectionId": "S"},
    deletion_protection=False,
)
news = WebSocket("News")


@news.on_connect
def listen(connection_id: str) -> None:
    listeners.put_item(
        item={"connectionId": connection_id, "connectedAt": int(time.time())}
    )


@news.on_disconnect
def leave(connection_id: str) -> None:
    listeners.delete_item(key={"connectionId": connection_id})


environment = environment_for(news, listeners)
pulumi.export("url", news.url)
pulumi.export("table_name", listeners.table_name)
pulumi.export("WINGWS", environment["WINGWS"])

if pulumi.Config().get("target") != "sim":
    import on_aws

    queue, consumer = on_aws.deploy(news, listeners, environment)
    pulumi.export("queue_url", queue.url)
    pulumi.export("consumer", consumer.name)
