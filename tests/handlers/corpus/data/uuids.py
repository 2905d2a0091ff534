#> "x" -> "12345678-1234-5678-1234-567812345678 192.0.2.1 10.0.0.0/8"
"""UUID, and addresses of ipaddress."""

from ipaddress import ip_address, ip_network
from uuid import UUID

from pulumi_wingws import WebSocket

ID = UUID("12345678123456781234567812345678")
HOST = ip_address("192.0.2.1")
NET = ip_network("10.0.0.0/8")
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{ID} {HOST} {NET}"
