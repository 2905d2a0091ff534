"""A stack that is as after `pulumi up` again, and stays warm: `reset`."""

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from wingws_simulator.core.api_config import Quota

from tests.simulator.shell.running_stack import (
    HANGS,
    HOUR,
    MINUTE,
    TRIES,
    RunningStack,
    expires,
)

#: Waits at a pipe, then writes a row and posts, and shows what came of that.
LATE = """
import json, os, boto3
gateway = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])
tables = boto3.client("dynamodb")

def handler(event, context):
    with open(os.environ["PIPE"]) as pipe:
        pipe.read()
    tables.put_item(TableName=os.environ["TABLE"], Item={"id": {"S": "late"}})
    id_ = event["requestContext"]["connectionId"]
    try:
        gateway.post_to_connection(ConnectionId=id_, Data=b"late")
    except gateway.exceptions.GoneException:
        with open(os.environ["PIPE"], "w") as pipe:
            pipe.write("gone")
"""

ANYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]

#: Says which process it is.
PID = "import os\ndef handler(*_): return {'statusCode': 200, 'body': str(os.getpid())}"


def reset(stack):
    stack.daemon.admin("reset")


def test_connections_are_dropped(stack):
    """Clients get 1001, and no `$disconnect` is run, not for idleness later either."""
    with stack.connect() as client:
        reset(stack)
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=5)
        assert caught.value.rcvd.code == 1001

    assert stack.daemon.admin("connections")["connections"] == []
    stack.advance(3 * HOUR)
    assert stack.told() == []


def test_it_serves_on(stack):
    """On the same port, with the functions that were put."""
    reset(stack)

    with stack.connect() as client:
        client.send("hi")
        assert client.recv() == "MESSAGE"
    assert stack.told()[:2] == ["CONNECT", "MESSAGE"]


def test_environments_stay_warm(stack):
    """The same processes go on; `recycle` is for who wants others."""
    stack.put_function("pid", PID)

    def pid():
        with stack.connect() as client:
            client.send('{"action": "pid"}')
            return client.recv()

    first = pid()
    reset(stack)
    assert pid() == first
    stack.daemon.admin("recycle", function="pid")
    second = pid()
    assert second != first
    stack.daemon.admin("recycle", function=None)
    assert pid() != second
    with pytest.raises(AssertionError, match="expected one of connect, default"):
        stack.daemon.admin("recycle", function="nobody")


def test_tables_are_empty(stack):
    """Rows are gone, and what has waited for them: their time to live."""
    stack.put_row("a", **expires(MINUTE))
    stack.advance(10)
    stack.put_row("b", **expires(MINUTE))

    reset(stack)

    assert stack.rows() == []
    stack.put_row("a")
    stack.advance(HOUR)
    assert stack.rows() == ["a"]


def test_streams_are_empty(stack):
    """A record that waits is not tried again; those that are written next come."""
    stack.put_changes(
        "def handler(event, context):\n"
        "    ids = [r['dynamodb']['Keys']['id']['S'] for r in event['Records']]\n"
        "    print(ids)\n"
        "    assert 'bad' not in ids"
    )
    stack.put_row("bad")
    stack.advance(1)
    assert "['bad']" in stack.log("changes")

    reset(stack)
    stack.put_row("good")
    stack.advance(HOUR)

    assert stack.log("changes") == ["['good']"]


def test_events_come_no_more(stack):
    """What a function has failed on is forgotten."""
    stack.put_function("tries", TRIES)
    stack.send_event("tries")

    reset(stack)
    stack.advance(HOUR)

    assert stack.log("tries") == []


def test_logs_and_journal_are_empty(stack):
    """In memory and on disk."""
    with stack.connect():
        pass
    reset(stack)

    assert stack.log() == []
    assert list((stack.daemon.folder / "logs").iterdir()) == []
    with stack.daemon.watch(after=0) as events, stack.connect():
        assert [next(events)["type"] for _ in range(2)] == ["lost", "log"]


def test_time_is_real_again(stack):
    """What was jumped, scaled and pinned is forgotten."""
    real = stack.advance(0)["now"]
    stack.daemon.admin("time_scale", time_scale=1000)
    stack.daemon.admin("seed", seed=1, now=1_700_000_000)
    stack.advance(HOUR)

    reset(stack)

    assert 0 <= stack.advance(0)["now"] - real < MINUTE
    assert stack.daemon.admin("state")["time_scale"] == 1
    with stack.connect() as client:
        client.send("hi")
        client.recv()
    assert 0 <= stack.times()[-1] / 1000 - real < MINUTE


def test_faults_are_as_configured(make_daemon):
    """Those that the stack has by its configuration stay, others end."""
    daemon = make_daemon(options={"crashes": 0.25})
    daemon.start()
    daemon.admin("faults", faults={"crashes": 1, "throttled_posts": 1})

    daemon.admin("reset")

    faults = daemon.admin("faults", faults={})["faults"]
    assert (faults["crashes"], faults["throttled_posts"]) == (0.25, 0)


def test_nothing_is_used_up(make_daemon):
    """Buckets of throttles are full again, the account's too."""
    daemon = make_daemon(
        options={"account_connection_burst": 1, "account_connection_rate": 0.001}
    )
    daemon.start()
    stack = RunningStack(daemon)
    for _ in range(2):
        with stack.connect():
            pass
        with pytest.raises(InvalidStatus, match="429"), stack.connect():
            pass
        reset(stack)


def test_quotas_are_unused(serve, ok):
    """API keys have their quota again."""

    async def scenario():
        async with serve(
            {"$connect": ok},
            connect={"api_key_required": True},
            api_keys={"key-of-alice": "alice"},
            quota=Quota(1, "DAY"),
        ) as api:
            headers = {"x-api-key": "key-of-alice"}
            for _ in range(2):
                async with api.connect(additional_headers=headers):
                    pass
                refused = await api.refusal(additional_headers=headers)
                assert refused.status_code == 429
                api.server.reset()

    asyncio.run(scenario())


def test_what_runs_is_waited_for(stack, tmp_path):
    """A handler that ends soon ends: its posts reach nobody, its rows are emptied."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    stack.put_function(
        "late",
        LATE,
        statements=ANYTHING,
        environment={
            "PIPE": str(pipe),
            "TABLE": stack.table,
            "ENDPOINT": stack.callback_url,
        },
    )
    with ThreadPoolExecutor() as threads, stack.connect() as client:
        client.send('{"action": "late"}')
        with pipe.open("w"):  # which the handler reads now
            ended = threads.submit(reset, stack)
            with pytest.raises(ConnectionClosed):
                client.recv(timeout=5)
        assert pipe.read_text() == "gone"
        ended.result()

    assert stack.rows() == []
    assert stack.log() == []


def test_what_hangs_is_ended(stack):
    """Its process ends; a new one serves what comes, and nothing of it is heard."""
    stack.put_function("hang", HANGS)
    with stack.connect() as client:
        client.send('{"action": "hang"}')
        stack.advance(0, patience=0.1)

        reset(stack)

    assert stack.advance(0)["running"] == 0
    with stack.connect() as client:
        client.send("hi")
        assert client.recv() == "MESSAGE"
    assert "hang" not in json.dumps(stack.log("hang"))


def test_what_happened_is_forgotten(daemon):
    """What happens next has the next number, and its own time."""
    daemon.put_api()
    daemon.admin("reset")
    began = time.time()
    daemon.put_table()

    with daemon.watch(0) as watched:
        lost, event = next(watched), next(watched)
    assert (lost["type"], lost["count"]) == ("lost", event["n"] - 1)
    assert (event["kind"], event["at"] >= began) == ("table", True)
