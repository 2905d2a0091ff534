"""What is left after `kill -9`, and after a log that is torn or gone."""

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError
from wingws_simulator.dynamodb.errors import StoreDamaged
from wingws_simulator.dynamodb.store import Store

from tests.simulator.dynamodb import crashing
from tests.simulator.dynamodb.crashing import Service, killed_amid
from tests.simulator.shell.running_daemon import RunningDaemon

FILE = "tables.sqlite3"
LOG = FILE + "-wal"
ROUNDS = 300
KILLS_OF_DAEMON = 15


@pytest.mark.timeout(120)
def test_hundreds_of_crashes_lose_nothing(tmp_path):
    """After each the store has every acknowledged write, whole, and its index fits."""
    rounds = subprocess.run(
        [sys.executable, crashing.__file__, str(tmp_path), str(ROUNDS)],
        capture_output=True,
        text=True,
    )

    assert rounds.returncode == 0, rounds.stderr
    assert int(rounds.stdout) > ROUNDS


@pytest.mark.timeout(120)
def test_a_daemon_that_is_killed_keeps_what_it_acknowledged(tmp_path):
    """Through boto3, from several threads at once, as handlers write."""
    acknowledged = set()
    daemon = RunningDaemon(tmp_path)
    for n in range(KILLS_OF_DAEMON):
        daemon.start()
        daemon.put(
            "table",
            "rows",
            name="Rows",
            exact_name="rows",
            hash_key="id",
            attribute_definitions={"id": "S"},
        )
        stored = ids(daemon)
        assert acknowledged <= stored, acknowledged - stored
        threads = [
            threading.Thread(
                target=put_until_killed, args=(daemon, f"{n}-{thread}", acknowledged)
            )
            for thread in range(3)
        ]
        for thread in threads:
            thread.start()
        while len(acknowledged) < 20 * (n + 1):
            threads[0].join(0.005)
        daemon.process.send_signal(signal.SIGKILL)
        daemon.process.wait()
        for thread in threads:
            thread.join()


def put_until_killed(daemon, prefix, acknowledged):
    client = daemon.client("dynamodb")
    for number in range(10_000):
        key = f"{prefix}-{number}"
        try:
            client.put_item(TableName="rows", Item={"id": {"S": key}})
        except BotoCoreError:
            break
        acknowledged.add(key)
    client.close()


def ids(daemon):
    client = daemon.client("dynamodb")
    pages = client.get_paginator("scan").paginate(TableName="rows")
    found = {item["id"]["S"] for page in pages for item in page["Items"]}
    client.close()
    return found


@pytest.fixture(name="crashed", scope="module")
def _crashed(tmp_path_factory):
    """A folder as a crash leaves it: the last writes are in the log only."""
    folder = tmp_path_factory.mktemp("crashed")
    Service(folder).close()
    last = killed_amid(folder, 0, 0.3)
    return folder, last


@pytest.mark.parametrize("share", [n / 20 for n in range(20)])
def test_a_torn_log_ends_between_two_writes(crashed, tmp_path, share):
    """What the log has whole is there: the state after some write, as it was then."""
    folder, last = crashed
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    log = tmp_path / LOG
    log.write_bytes(log.read_bytes()[: int(share * log.stat().st_size)])

    service = Service(tmp_path)
    stored = service.items()
    service.close()

    states, model = [{}], {}
    for number in range(last + 2):
        crashing.apply(model, number)
        states.append(dict(model))
    assert stored in states


def test_a_log_that_is_gone_is_missed(crashed, tmp_path):
    """The file alone would be a store without the last writes: it is refused."""
    folder, _ = crashed
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / LOG).unlink()
    before = (tmp_path / FILE).read_bytes()

    for _ in range(2):
        with pytest.raises(StoreDamaged, match="its -wal file is missing"):
            Store(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_process_that_ends_without_closing_the_store_leaves_it_whole(tmp_path):
    """As long as it ends by itself."""
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.simulator.dynamodb.crashing import Service, write\n"
        "service = Service(Path(sys.argv[1]))\n"
        "service.call('PutItem', TableName='people', "
        "Item={'id': {'S': 'a'}, 'n': {'N': '1'}})\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path], check=True)

    service = Service(tmp_path)
    assert service.items() == {"a": 1}
    service.close()


def test_a_store_that_was_closed_needs_no_log(tmp_path):
    """It is one file, which can be copied."""
    Service(tmp_path).close()

    assert [file.name for file in Path(tmp_path).iterdir()] == [FILE]
    Service(tmp_path).close()
