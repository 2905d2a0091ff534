"""Ids, faults and time that a test chooses: `seed`."""

import json

import pytest
from botocore.exceptions import ClientError
from websockets.exceptions import ConnectionClosed

from tests.simulator.shell.running_stack import RunningStack

#: Logs its event and its own id.
SAYS = """
import json

def handler(event, context):
    print(json.dumps([event, context.aws_request_id]))
    return {"statusCode": 200, "body": "ok"}
"""


NOW = 1_700_000_000


@pytest.fixture
def said(daemon, upgrade_request, masked_frame):
    """Return what all functions get of one and the same conversation, after a seed."""
    stack = RunningStack(daemon, SAYS)
    stack.put_changes(SAYS)

    def converse(**seed):
        daemon.admin("reset")
        daemon.admin("seed", **seed)
        with daemon.watch() as events, stack.connect_raw() as client:
            client.sendall(upgrade_request(stack.url.split("/")[2]))
            assert b"101" in client.recv(4096)
            for text in (b"one", b"two"):
                client.sendall(masked_frame(1, text))
                assert b"ok" in client.recv(4096)
            client.close()
            next(event for event in events if event.get("event_type") == "DISCONNECT")
        stack.put_row("a")
        stack.advance(30)
        stack.put_row("a", name={"S": "b"})
        stack.advance(0)
        return stack.log()

    return converse


def connection_id(lines):
    """Return the id of a conversation's connection."""
    return json.loads(lines[0])[0]["requestContext"]["connectionId"]


def test_the_same_again(said):
    """One conversation twice: all events are the same, byte for byte."""
    first = said(seed=7, now=NOW)
    second = said(seed=7, now=NOW)

    assert len(first) == 6
    assert first == second


def test_the_same_elsewhere(make_daemon):
    """Ids are the same in another folder, of a daemon that has just started."""

    def first_id(folder):
        daemon = make_daemon(folder)
        daemon.start()
        stack = RunningStack(daemon, SAYS)
        daemon.admin("seed", seed=7, now=NOW)
        with stack.connect():
            return connection_id(stack.log())

    assert first_id("one") == first_id("two")


def test_time_stands_still(said):
    """Events show the moment that was chosen, and what jumps have made of it."""
    *_, before, after = [json.loads(line)[0] for line in said(seed=7, now=NOW)]

    [before], [after] = before["Records"], after["Records"]
    assert before["dynamodb"]["ApproximateCreationDateTime"] == NOW
    assert after["dynamodb"]["ApproximateCreationDateTime"] == NOW + 30


def test_another_seed(said):
    """Other ids."""
    assert connection_id(said(seed=7)) != connection_id(said(seed=8))
    assert connection_id(said(seed=None, now=NOW)) != connection_id(
        said(seed=None, now=NOW)
    )


def test_time_runs_again(stack):
    """From where it stands, and connections grow idle by themselves."""
    stack.daemon.admin("time_scale", time_scale=100_000)
    stack.daemon.admin("seed", seed=7, now=NOW)
    with stack.connect() as client:
        client.send("hi")
        assert client.recv() == "MESSAGE"
        assert stack.advance(0)["now"] == NOW

        assert NOW < stack.daemon.admin("seed", seed=7, now=None)["now"] < NOW + 100_000

        with pytest.raises(ConnectionClosed):
            client.recv(timeout=5)


def test_faults_by_seed(stack):
    """Which posts are throttled is drawn anew after the same seed."""

    def throttled(seed):
        stack.daemon.admin("reset")
        stack.daemon.admin("faults", faults={"throttled_posts": 0.5})
        stack.daemon.admin("seed", seed=seed)
        client = stack.daemon.client(
            "apigatewaymanagementapi", endpoint_url=stack.callback_url
        )
        return [status_of_post(client) for _ in range(20)]

    assert throttled(7) == throttled(7) != throttled(8)
    assert set(throttled(7)) == {410, 429}


def status_of_post(client):
    with pytest.raises(ClientError) as caught:
        client.post_to_connection(ConnectionId="MjU5Nzk3NzUzNTY=", Data=b"hi")
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"seed": 1.5}, "seed is 1.5; expected a whole number or null"),
        ({"seed": True}, "seed is True; expected a whole number"),
        ({"seed": 1, "now": -1}, "now is -1; expected a number of seconds from 0"),
        ({"seed": 1, "now": 1e12}, "now is 1000000000000.0; expected"),
    ],
)
def test_a_seed_that_cannot_be(daemon, given, words):
    """It is refused with what it is, and what is allowed."""
    with pytest.raises(AssertionError, match=words):
        daemon.admin("seed", **given)
