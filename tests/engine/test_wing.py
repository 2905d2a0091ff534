"""The one test of Wing's `@winglibs/websockets`: as it is, and made to prove it.

https://github.com/winglang/winglibs/blob/main/websockets/lib.test.w
"""

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

tb = DynamodbTable(
    "WebSocketTable",
    hash_key="connectionId",
    attribute_definitions={"connectionId": "S"},
)
wb = WebSocket("my-websocket", name="MyWebSocket")

@wb.on_connect
def on_connect(id: str) -> None:
    tb.put_item(item={"connectionId": id})

@wb.on_disconnect
def on_disconnect(id: str) -> None:
    tb.delete_item(key={"connectionId": id})

@wb.on_message
def on_message(id: str, body: str) -> None:
    connections = tb.scan()
    for item in connections.items:
        wb.send_message(item["connectionId"], body)

pulumi.export("url", wb.url)
"""

MESSAGES = [str(number) for number in range(1, 10)]


class Counter:
    """Wing's `cloud.Counter`: `inc` returns what it was before."""

    def __init__(self, initial):
        self.value = initial

    def inc(self):
        self.value += 1
        return self.value - 1

    def peek(self):
        return self.value


@pytest.fixture
def stack(make_project):
    """The running program."""
    project = make_project(PROGRAM)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def test_simple_websocket_test(stack):
    """Wing's own assertions: numbers arrive within bounds, the counter ends at ten."""
    url = stack.project.outputs["url"]
    counter = Counter(initial=1)
    with connect(url) as receiver, connect(url) as sender:
        for _ in range(1, 10):
            sender.send(str(counter.inc()))
        for _ in range(1, 10):
            assert 1 <= int(receiver.recv(timeout=10)) < 10

    assert counter.peek() == 10


def test_every_message_reaches_receiver_and_sender_exactly_once(stack):
    """Wing's own would pass with none delivered; both rows go with their sockets."""
    url = stack.project.outputs["url"]
    counter = Counter(initial=1)
    with connect(url) as receiver, connect(url) as sender:
        assert len(stack.rows()) == 2
        for _ in MESSAGES:
            sender.send(str(counter.inc()))

        # Handlers run side by side, on AWS as here: every order is right.
        for client in (receiver, sender):
            assert sorted(client.recv(timeout=10) for _ in MESSAGES) == MESSAGES
            with pytest.raises(TimeoutError):
                client.recv(timeout=0)
    while stack.rows():  # $disconnect runs after the close
        pass

    assert counter.peek() == 10
