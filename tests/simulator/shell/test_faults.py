"""Faults of the gateway's, on demand, in a running daemon."""

import json
import shutil
from pathlib import Path

import pytest
import wingws_runtime
from botocore.exceptions import ClientError

#: Posts to the sender in the way of the runtime.
POSTS = """
from wingws_runtime import WebSocket

def handler(event, context):
    WebSocket("Chat").send_message(event["requestContext"]["connectionId"], "hi")
"""


@pytest.fixture
def post(stack):
    """Post to a connection; returns the status."""
    client = stack.daemon.client(
        "apigatewaymanagementapi", endpoint_url=stack.callback_url
    )

    def post(connection_id):
        try:
            answer = client.post_to_connection(ConnectionId=connection_id, Data=b"hi")
        except ClientError as exc:
            answer = exc.response
        return answer["ResponseMetadata"]["HTTPStatusCode"]

    return post


def connection(stack):
    """Return the only connection, as the daemon shows it."""
    [connection] = stack.daemon.admin("connections")["connections"]
    return connection


@pytest.mark.parametrize(
    ("fault", "status"), [("gone_posts", 410), ("throttled_posts", 429)]
)
def test_the_next_posts_fail(stack, post, fault, status):
    """The client that is there gets nothing of them, and the one after that."""
    with stack.connect() as client:
        id_ = connection(stack)["connection_id"]
        answer = stack.daemon.admin("faults", faults={}, next={fault: 2})
        assert answer["next"] == {fault: 2}

        assert [post(id_) for _ in range(3)] == [status, status, 200]

        assert client.recv() == "hi"
        assert stack.daemon.admin("faults", faults={})["next"] == {}


def test_a_lost_disconnect(stack):
    """Of two clients that leave, the first one's `$disconnect` never comes."""
    stack.daemon.admin("faults", faults={}, next={"lost_disconnects": 1})
    for _ in range(2):
        with stack.daemon.watch() as events:
            with stack.connect():
                pass
            next(event for event in events if event["type"] == "disconnect")

    stack.advance(0)

    assert stack.told().count("DISCONNECT") == 1


def test_reordering(stack):
    """Messages come in an order that the seed chooses, and in no other."""

    def order(seed):
        stack.daemon.admin("reset")
        stack.daemon.admin("seed", seed=seed)
        stack.daemon.admin("faults", faults={"reordering": 100})
        with stack.connect() as client:
            for number in range(5):
                client.send(str(number))
            while connection(stack)["received_messages"] < 5:
                pass
            stack.advance(100)
            return stack.bodies()

    assert order(7) == order(7) != order(8)
    assert sorted(order(7)) == ["0", "1", "2", "3", "4"]


def test_a_post_of_the_runtime_is_drawn_once(stack):
    """It tries its channel, then HTTPS: that is the post that a fault happens to."""
    captures = {"websockets": {"Chat": {"endpoint": stack.callback_url}}}
    stack.put_function(
        *("post", POSTS),
        captures=json.dumps(captures),
        statements=[{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    )
    runtime = Path(wingws_runtime.__file__).parent
    shutil.copytree(runtime, stack.daemon.root / "builds" / "post" / runtime.name)
    statuses = []
    with stack.daemon.watch() as events, stack.connect() as client:
        for _ in range(2):
            stack.daemon.admin("faults", faults={}, next={"throttled_posts": 1})
            client.send('{"action": "post"}')
            for event in events:
                if event["type"] == "post" and event["request_id"] is None:
                    statuses.append(event["status"])  # by HTTPS
                if event.get("function") == "post" and event["type"] == "invocation":
                    break

    assert statuses.count(429) == 2
