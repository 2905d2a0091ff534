"""The file: owned by one process, refused when it is torn, whole after a kill."""

import json
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from wingws_simulator.dynamodb import DynamoDB, TableSpec
from wingws_simulator.dynamodb.errors import StoreDamaged, StoreInUse
from wingws_simulator.dynamodb.store import Row, Store

OPTIONS = {"region": "eu-west-1", "account_id": "000000000000", "clock": time.time}
FILE = "tables.sqlite3"

# Writes items one after the other and says so after each.
WRITER = """
import json, sys, time
from pathlib import Path
from wingws_simulator.dynamodb import DynamoDB, TableSpec

service = DynamoDB(
    Path(sys.argv[1]), region="eu-west-1", account_id="000000000000", clock=time.time
)
service.put_table(TableSpec("people", "id", {"id": "S"}))
first = int(sys.argv[2])
for n in range(first, first + 1_000_000):
    item = {"id": {"S": str(n)}, "text": {"S": "x" * 900}}
    body = json.dumps({"TableName": "people", "Item": item}).encode()
    status, _ = service.handle("DynamoDB_20120810.PutItem", body)
    assert status == 200
    print(n, flush=True)
"""


@pytest.fixture(name="filled")
def _filled(tmp_path):
    """A folder with a table of 500 rows, closed."""
    service = DynamoDB(tmp_path, **OPTIONS)
    service.put_table(TableSpec("people", "id", {"id": "S"}))
    for n in range(500):
        put(service, {"id": {"S": str(n)}, "text": {"S": "x" * 300}})
    service.close()
    return tmp_path


def put(service, item):
    body = json.dumps({"TableName": "people", "Item": item}).encode()
    assert service.handle("DynamoDB_20120810.PutItem", body)[0] == 200


def ids(service):
    """Return the ids of all rows."""
    found, start = set(), {}
    while True:
        body = json.dumps({"TableName": "people", **start}).encode()
        status, answer = service.handle("DynamoDB_20120810.Scan", body)
        assert status == 200, answer
        page = json.loads(answer)
        found |= {int(item["id"]["S"]) for item in page["Items"]}
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def test_acknowledged_writes_survive_kill_9(tmp_path):
    """Whatever was answered before a kill -9 is there after it, many times over."""
    acknowledged = set()
    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(len(acknowledged))],
            stdout=subprocess.PIPE,
        )
        for _ in range(150):
            acknowledged.add(int(writer.stdout.readline()))
        writer.send_signal(signal.SIGKILL)
        acknowledged |= {int(line) for line in writer.stdout if line.endswith(b"\n")}
        writer.wait()
        writer.stdout.close()

        service = DynamoDB(tmp_path, **OPTIONS)
        stored = ids(service)
        service.close()

        assert acknowledged <= stored
        assert len(stored - acknowledged) <= 8  # one cut off per kill, at most


def test_a_failed_transaction_is_undone(tmp_path):
    """What was written before the failure inside of a transaction is gone."""
    store = Store(tmp_path / FILE)
    store.put(b"a", Row("{}", 1))

    with pytest.raises(ZeroDivisionError), store.transaction():
        store.put(b"a", Row("[]", 1))
        store.put(b"b", Row("{}", 1))
        raise ZeroDivisionError

    assert (store.get(b"a"), store.get(b"b")) == ("{}", None)
    store.close()


def test_a_damaged_item_is_an_answer(filled):
    """An item whose text was scribbled over is a 500 that says so."""
    connection = sqlite3.connect(filled / FILE)
    connection.execute("UPDATE rows SET item = '{'")
    connection.commit()
    connection.close()
    service = DynamoDB(filled, **OPTIONS)

    status, answer = service.handle(
        "DynamoDB_20120810.Scan", b'{"TableName": "people"}'
    )

    assert (status, json.loads(answer)["message"]) == (500, "a stored item is damaged")
    service.close()


@pytest.mark.parametrize("size", [0, 100, 4096, 30_000])
def test_a_torn_file_is_refused(filled, size):
    """A file cut short, at whatever place, is refused by name and left alone."""
    file = filled / FILE
    torn = file.read_bytes()[:size]
    file.write_bytes(torn)

    with pytest.raises(StoreDamaged, match=r"table file .*tables\.sqlite3 is damaged"):
        DynamoDB(filled, **OPTIONS)

    assert file.read_bytes() == torn


@pytest.mark.parametrize("place", [0, 4096, 5 * 4096])
def test_a_scribbled_file_is_refused(filled, place):
    """A file with foreign bytes in its structure is refused."""
    file = filled / FILE
    content = bytearray(file.read_bytes())
    content[place : place + 64] = b"#" * 64
    file.write_bytes(content)

    with pytest.raises(StoreDamaged):
        DynamoDB(filled, **OPTIONS)


def test_a_file_of_another_format_is_refused(filled):
    """A file that a later version wrote is not touched by this one."""
    connection = sqlite3.connect(filled / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(StoreDamaged, match="its format is 99; expected 1"):
        DynamoDB(filled, **OPTIONS)


def test_a_lost_file_is_not_made_anew(filled):
    """A log without its file is what is left of a store, not a beginning."""
    (filled / FILE).rename(filled / (FILE + "-wal"))

    with pytest.raises(StoreDamaged, match="it is missing, but its -wal file is there"):
        DynamoDB(filled, **OPTIONS)


def test_a_store_that_was_never_finished_starts_anew(tmp_path):
    """What a process left that died while it made the file is no store yet."""
    (tmp_path / (FILE + ".new")).write_bytes(b"half of a")

    service = DynamoDB(tmp_path, **OPTIONS)
    service.put_table(TableSpec("people", "id", {"id": "S"}))

    assert ids(service) == set()
    service.close()


def test_a_file_has_one_owner(filled):
    """A second process that opens the same folder is refused."""
    service = DynamoDB(filled, **OPTIONS)
    program = (
        "import sys, time; from pathlib import Path\n"
        "from wingws_simulator.dynamodb import DynamoDB\n"
        "DynamoDB(Path(sys.argv[1]), region='r', account_id='0', clock=time.time)"
    )

    second = subprocess.run(
        [sys.executable, "-c", program, str(filled)], capture_output=True, text=True
    )

    assert StoreInUse.__name__ in second.stderr
    assert "is in use by another process" in second.stderr
    service.close()
