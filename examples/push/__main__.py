"""Clients listen on one WebSocket; operators push to them through a second one.

`push.py` pushes too, from outside of both.
"""

import pulumi

from pulumi_wingws import DynamodbTable, WebSocket

listeners = DynamodbTable(
    "Listeners", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
news = WebSocket("News")
desk = WebSocket("Desk")


@news.on_connect
def listen(connection_id: str) -> None:
    listeners.put_item(item={"connectionId": connection_id})


@news.on_disconnect
def leave(connection_id: str) -> None:
    listeners.delete_item(key={"connectionId": connection_id})


@desk.on_message(reply=True)
def publish(connection_id: str, body: str) -> str:
    return f"sent to {broadcast(body)}"


def broadcast(text: str) -> int:
    """Send a text to every listener; return how many were there."""
    return sum(news.send_message(row["connectionId"], text) for row in listeners.scan())


pulumi.export("news_url", news.url)
pulumi.export("desk_url", desk.url)
pulumi.export("callback_url", news.callback_url)
pulumi.export("table_name", listeners.table_name)
