"""Functions that a table's stream invokes, in a running daemon."""

import asyncio
import json
import os
import shutil
from itertools import count
from pathlib import Path

import boto3
import pytest
import wingws_runtime
from wingws_simulator.core.event_source import EventSource
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.settings import Settings
from wingws_simulator.dynamodb import DynamoDB, TableSpec
from wingws_simulator.shell.clock import Clock
from wingws_simulator.shell.event_source_mapping import EventSourceMapping

#: Shows each event to the test.
SHOWS = """
import json, os

def show(what):
    with open(os.environ["PIPE"], "a") as pipe:
        print(json.dumps(what), file=pipe)

def handler(event, context):
    show(event)
"""

#: Fails as a whole, as long as a file is there.
FAILS = (
    SHOWS
    + """
    if os.path.exists(os.environ["PIPE"] + ".broken"):
        raise LookupError("nobody")
"""
)

#: Reports the records that are called `bad`.
REPORTS = (
    SHOWS
    + """
    return {
        "batchItemFailures": [
            {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}
            for record in event["Records"]
            if record["dynamodb"]["Keys"]["id"]["S"] == "bad"
        ]
    }
"""
)

#: Shows when it begins and ends.
BEGINS_AND_ENDS = """
import json, os

def handler(event, context):
    for word in ("begin", "end"):
        with open(os.environ["PIPE"], "a") as pipe:
            print(json.dumps(word), file=pipe)
"""

#: Ends when it is killed.
ENDLESS = SHOWS + "    import threading; threading.Event().wait()"

#: A handler of changes, as the program of a user has it.
CHANGES = """
import json, os
from wingws_runtime import entry

def on_change(change):
    with open(os.environ["PIPE"], "a") as pipe:
        print(json.dumps([change.kind, change.key, change.old, change.new]), file=pipe)
    if change.new == {"id": "b", "age": 2}:
        if os.path.exists(os.environ["PIPE"] + ".broken"):
            raise LookupError("nobody")

handler = entry(on_change, kind="change")
"""


class Changes:
    """A table with a stream, and a function that gets its records.

    Attributes:
        daemon: Runs both; may be another one after a while.
        table: The table's outputs.
    """

    def __init__(self, daemon, path):
        os.mkfifo(path)
        self._path = path
        self._pipe = os.fdopen(os.open(path, os.O_RDWR), "r")
        self._builds = count()
        self._spec = {"stream": "NEW_AND_OLD_IMAGES"}
        self.move(daemon)

    def move(self, daemon):
        """Go on with another daemon."""
        self.daemon = daemon
        self._dynamodb = daemon.client("dynamodb")
        self.put_table()

    def put_table(self, **spec):
        """Put the table, again, with changes of its manifest."""
        self._spec |= spec
        self.table = self.daemon.put_table(**self._spec)

    def put_function(self, code=SHOWS, *, more=None, **stream):
        """Put the function, again if it is there.

        Args:
            code: its `index.py`.
            more: more of its manifest.
            stream: what its manifest says of the stream, beside the table.
        """
        path = self.daemon.build(f"changes{next(self._builds)}", code)
        self.daemon.put(
            "function",
            "changes",
            name="changes",
            stream={"table": self.table["table_name"], **stream},
            memory_size=1024,
            timeout=29,
            sha256=path,
            path=path,
            captures="{}",
            environment={"PIPE": str(self._path)},
            **(more or {}),
        )
        return self.daemon.root / path

    def put(self, *ids, **attributes):
        """Put items, one after the other."""
        for each in ids:
            item = {"id": {"S": each}, **attributes}
            self._dynamodb.put_item(TableName=self.table["table_name"], Item=item)

    def next(self):
        """Wait for what the function shows next."""
        return json.loads(self._pipe.readline())

    def next_ids(self):
        """Wait for the next batch; return the keys of its records."""
        records = self.next()["Records"]
        return [record["dynamodb"]["Keys"]["id"]["S"] for record in records]

    def take(self, *ids):
        """Wait until records have come, in any batches, in this order."""
        found = []
        while len(found) < len(ids):
            found += self.next_ids()
        assert found == list(ids)

    @property
    def broken(self):
        """A file that makes handlers fail."""
        return Path(f"{self._path}.broken")

    def wait_for_log(self, text):
        """Wait until the function's log has a text; return the log."""
        log = self.daemon.folder / "logs" / "changes.log"
        while not log.exists() or text not in log.read_text():
            os.sched_yield()
        return log.read_text()

    def close(self):
        self._pipe.close()


@pytest.fixture
def start(make_daemon, tmp_path):
    """Return a maker of a daemon with settings, and of what it runs."""
    made = []

    def make(**options):
        daemon = make_daemon(options=options)
        assert "error" not in daemon.start()
        made.append(Changes(daemon, tmp_path / f"pipe{len(made)}"))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def changes(start):
    """A daemon as it is by default."""
    return start()


@pytest.fixture
def revive(make_daemon):
    """Return what kills a daemon like lightning, and starts it anew."""

    def kill_and_start(changes, **options):
        port = changes.daemon.port
        changes.daemon.process.kill()
        changes.daemon.process.wait()
        daemon = make_daemon(port=port, options=options)
        assert "error" not in daemon.start()
        changes.move(daemon)

    return kill_and_start


@pytest.mark.fidelity("12", "the event has whole records, each with eventSourceARN")
def test_a_function_gets_what_changes(changes):
    """A function gets records in order, with the ARN of the table's outputs."""
    changes.put_function()
    changes.put("a", age={"N": "1"})
    (record,) = changes.next()["Records"]
    changes.put("a")
    changes.put("b")

    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "a"}, "age": {"N": "1"}}
    assert record["eventSourceARN"] == changes.table["stream_arn"]
    changes.take("a", "b")


def test_the_runtime_hands_over_changes(changes):
    """One call each; what failed comes again, what was handled does not."""
    changes.broken.touch()
    runtime = Path(wingws_runtime.__file__).parent
    changes.put("old")
    folder = changes.put_function(CHANGES, starting_position="LATEST")
    shutil.copytree(runtime, folder / "wingws_runtime")
    changes.put("a")
    changes.put("b", age={"N": "2"})

    assert changes.next() == ["INSERT", {"id": "a"}, None, {"id": "a"}]
    failing = ["INSERT", {"id": "b"}, None, {"id": "b", "age": 2}]
    assert changes.next() == failing
    changes.wait_for_log("STREAM")
    changes.broken.unlink()
    assert changes.next() == failing
    changes.put("a", age={"N": "3"})
    assert changes.next() == ["MODIFY", {"id": "a"}, {"id": "a"}, {"id": "a", "age": 3}]
    log = changes.wait_for_log("nobody")
    assert 'File "index.py", line 10, in on_change' in log


@pytest.mark.fidelity("12", "LATEST and TRIM_HORIZON")
@pytest.mark.fidelity("12", "no batch has more records than its size")
def test_batches_have_the_size_that_is_asked_for(changes):
    """With TRIM_HORIZON all that the stream has comes, no more at once than asked."""
    changes.put(*"abcde")
    changes.put_function(batch_size=2, starting_position="TRIM_HORIZON")

    assert [changes.next_ids() for _ in range(3)] == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.fidelity("12", "LATEST and TRIM_HORIZON")
def test_latest_is_what_comes(changes):
    """With LATEST what was written before the function was put is not for it."""
    changes.put("old")
    changes.put_function(starting_position="LATEST")
    changes.put("new")

    assert changes.next_ids() == ["new"]


@pytest.mark.fidelity("12", "one batch at a time, in order")
def test_one_batch_at_a_time(changes):
    """The next batch waits until the function has returned."""
    changes.put(*map(str, range(20)))
    changes.put_function(
        BEGINS_AND_ENDS, batch_size=1, starting_position="TRIM_HORIZON"
    )

    assert [changes.next() for _ in range(40)] == ["begin", "end"] * 20


@pytest.mark.fidelity(
    "12",
    "a batch that fails is tried again until it succeeds or expires; others wait",
)
def test_a_batch_that_fails_is_tried_again(start):
    """A batch that fails comes again as it was; the rest waits, and the log says so."""
    changes = start(stream_retry_delay=0.01)
    changes.broken.touch()
    changes.put("a", "b")
    changes.put_function(FAILS, starting_position="TRIM_HORIZON")
    assert changes.next_ids() == ["a", "b"]
    changes.put("c")
    assert changes.next_ids() == ["a", "b"]

    log = changes.wait_for_log("attempt 2 failed")
    changes.broken.unlink()
    batch = changes.next_ids()
    while batch == ["a", "b"]:
        batch = changes.next_ids()
    assert batch == ["c"]
    table = changes.table["table_name"]
    assert f"STREAM {table}: attempt 1 failed at sequence number 1" in log
    assert "LookupError: nobody. 2 records are tried again in 0.01 s, until" in log
    assert "attempt 2" in log.partition("in 0.02 s, until they succeed or expire")[0]


@pytest.mark.fidelity(
    "12",
    "ReportBatchItemFailures: what is named first, and all behind it, comes again",
)
def test_what_a_function_reports_is_tried_again(start):
    """What a function names comes again, with all behind it and nothing before it."""
    changes = start(stream_retry_delay=0.01)
    changes.put("a", "bad", "c")
    changes.put_function(REPORTS, starting_position="TRIM_HORIZON")
    assert changes.next_ids() == ["a", "bad", "c"]
    changes.put("d")

    assert [changes.next_ids() for _ in range(2)] == [["bad", "c"]] * 2
    changes.wait_for_log("reported by the function. 2 records are tried again")
    changes.put_function(SHOWS)
    batch = changes.next_ids()
    while batch == ["bad", "c"]:
        batch = changes.next_ids()
    assert batch == ["d"]


def test_a_new_version_is_tried_at_once(start):
    """However long the old one would have waited; it goes on where that failed."""
    changes = start(stream_retry_delay=3600, stream_retry_delay_limit=3600)
    changes.put("a", "bad")
    changes.put_function(REPORTS, starting_position="TRIM_HORIZON")
    assert changes.next_ids() == ["a", "bad"]
    changes.wait_for_log("STREAM")

    changes.put_function(SHOWS, starting_position="TRIM_HORIZON")
    assert changes.next_ids() == ["bad"]


@pytest.mark.fidelity("12", "a throttled function is tried again")
def test_a_throttled_function_is_tried_again(start):
    """A batch waits, too, if the function cannot even be invoked."""
    changes = start(stream_retry_delay=3600, stream_retry_delay_limit=3600)
    changes.put_function(more={"reserved_concurrency": 0})
    changes.put("a")
    changes.wait_for_log("TooManyRequestsException: Rate Exceeded.")

    changes.put_function()
    assert changes.next_ids() == ["a"]


def test_what_was_handled_is_known_after_a_crash(start, revive):
    """What was not, too: nothing is lost, whatever the starting position."""
    options = {"stream_retry_delay": 3600.0, "stream_retry_delay_limit": 3600.0}
    changes = start(**options)
    changes.put_function(REPORTS, starting_position="LATEST")
    changes.put("a")
    assert changes.next_ids() == ["a"]
    changes.put("bad")
    assert changes.next_ids() == ["bad"]
    changes.put("c")
    changes.wait_for_log("STREAM")
    revive(changes, **options)

    changes.put_function(SHOWS, starting_position="LATEST")
    changes.put("d")
    changes.take("bad", "c", "d")


@pytest.mark.fidelity("12", "records come at least once")
def test_a_batch_under_way_in_a_crash_comes_again(changes, revive):
    """A batch that was under way as the simulator was killed comes again."""
    changes.put_function(ENDLESS, starting_position="TRIM_HORIZON")
    changes.put("a")
    assert changes.next_ids() == ["a"]
    revive(changes)

    changes.put_function(SHOWS, starting_position="LATEST")
    assert changes.next_ids() == ["a"]


def test_a_deleted_function_forgets(changes):
    """One of the same name begins at its own starting position."""
    changes.put_function()
    changes.put("a")
    assert changes.next_ids() == ["a"]
    changes.daemon.admin("delete", kind="function", key="changes")
    changes.put("b")
    changes.put_function(starting_position="TRIM_HORIZON")

    changes.take("a", "b")


def test_another_stream_of_the_table_is_read_next(changes):
    """A changed view type ends the one and begins the other."""
    changes.put_function()
    changes.put("a")
    changes.take("a")
    before = changes.table["stream_arn"]
    changes.put_table(stream="KEYS_ONLY")
    changes.put("b")

    (record,) = changes.next()["Records"]
    assert record["eventSourceARN"] == changes.table["stream_arn"] != before


@pytest.mark.fidelity(
    "10", "that is a minute after it has expired; on AWS within a few days"
)
@pytest.mark.fidelity("12", "expired items reach the function")
def test_expired_items_reach_the_function(start):
    """They are removed by the service, after `expiry_delay`, a minute by default."""
    changes = start(expiry_delay=0.0)
    changes.put_table(time_to_live_attribute="expires")
    changes.put_function()
    changes.put("a", expires={"N": "1700000000.5"})

    records = changes.next()["Records"]
    while len(records) < 2:
        records += changes.next()["Records"]
    assert [record["eventName"] for record in records] == ["INSERT", "REMOVE"]
    assert records[1]["userIdentity"]["principalId"] == "dynamodb.amazonaws.com"
    name = changes.table["table_name"]
    assert changes.daemon.client("dynamodb").scan(TableName=name)["Count"] == 0


def test_items_that_expired_while_no_daemon_ran_are_removed(start, revive):
    """By the next one, which takes its time as well."""
    changes = start()
    changes.put_table(time_to_live_attribute="expires")
    changes.put_function()
    changes.put("a", expires={"N": "1700000000"})
    assert changes.next()["Records"][0]["eventName"] == "INSERT"
    revive(changes, expiry_delay=0.0)
    changes.put_function()

    while changes.next()["Records"][-1]["eventName"] == "INSERT":
        pass  # as the first one may not have been told that it was handled


def test_a_table_without_a_stream_invokes_nobody(changes):
    """The function is refused, and what was there before stays."""
    changes.put_function()
    changes.put("a")
    changes.take("a")

    other = changes.daemon.put_table("Other")["table_name"]
    with pytest.raises(AssertionError, match=f"table {other} has no stream"):
        changes.put_function("handler = print", table=other)
    changes.put("b")
    changes.take("b")


async def fail_until_it_expires(folder):
    """Run a mapping whose first record fails for a day; return batches and log."""
    now, batches, log = 1_700_000_000.0, [], []
    tables = DynamoDB(folder, region="r", account_id="0", clock=lambda: now)
    tables.put_table(TableSpec("people", "id", {"id": "S"}, stream="KEYS_ONLY"))
    done = asyncio.get_running_loop().create_future()

    def put(id_):
        body = json.dumps({"TableName": "people", "Item": {"id": {"S": id_}}})
        tables.handle("DynamoDB_20120810.PutItem", body.encode())

    def invoke(event, finish):
        nonlocal now
        records = json.loads(event)["Records"]
        batches.append([each["dynamodb"]["Keys"]["id"]["S"] for each in records])
        if batches[-1] == ["new"]:
            finish(Returned(None))
            done.set_result(None)
            return
        if len(batches) == 2:
            now += 24 * 60 * 60 + 1
            put("new")
        finish(Failed("LookupError", "nobody"))

    mapping = EventSourceMapping(
        EventSource("people"),
        tables.reader("f", "people", "LATEST"),
        Clock(),
        invoke=invoke,
        log=log.append,
        settings=Settings(stream_retry_delay=0.0),
    )
    put("old")
    await done
    mapping.stop()
    tables.close()
    return batches, log


def test_what_expires_before_it_succeeds_is_lost(tmp_path):
    """After a day the stream goes on behind it, and the log tells what is lost."""
    batches, log = asyncio.run(fail_until_it_expires(tmp_path))

    assert batches == [["old"], ["old"], ["new"]]
    assert len(log) == 3
    assert "they succeed or expire on 2023-11-15 at 22:13:20 UTC; later" in log[0]
    assert log[2].startswith("STREAM people: 1 records up to sequence number 1000")
    assert log[2].endswith("have expired before the function succeeded")


def test_stock_boto3_reads_the_stream(changes, monkeypatch):
    """With nothing but the variables that `wingws env` prints."""
    for name, value in changes.daemon.admin("credentials").items():
        monkeypatch.setenv(name, value)
    changes.put("a")

    client = boto3.Session().client("dynamodbstreams")
    (stream,) = client.list_streams()["Streams"]
    arn = stream["StreamArn"]
    (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = client.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    (record,) = client.get_records(ShardIterator=iterator)["Records"]
    client.close()
    assert arn == changes.table["stream_arn"]
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "a"}}
