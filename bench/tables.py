"""How fast tables are, next to AWS's DynamoDB Local: ``make bench``.

Both get the same calls through stock boto3, in turns, from this process; ours are
served by the simulator's daemon. DynamoDB Local keeps its rows in memory, ours are on
disk.
"""

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

import boto3
import dynamodb_local
from served import simulator

Client: TypeAlias = Any  # boto3 makes its classes when it runs

ROUNDS = 10
CALLS = 60
MANY = 100_000
BATCH = 25
TABLE = {
    "TableName": "rows",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}
STARTED = """
import sys, time
from pathlib import Path
from wingws_simulator.dynamodb import DynamoDB
DynamoDB(Path(sys.argv[1]), region="r", account_id="0", clock=time.time)
"""


def main() -> None:
    """Measure, and print one line for each goal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        simulator(Path(folder)),
        local() as yardstick,
    ):
        clients = client_of(Path(folder)), yardstick
        for client in clients:
            client.create_table(**TABLE)
        fill(clients, range(100))
        compare("put", clients, put)
        compare("get", clients, get)
        compare("scan of 100 rows", clients, scan)
        fill(clients, range(100, MANY))
        compare(f"put, {MANY:,} rows", clients, put)
        compare(f"get, {MANY:,} rows", clients, get)
    starts()


def put(client: Client, n: int) -> None:
    """Put an item."""
    client.put_item(TableName="rows", Item=item(n))


def get(client: Client, n: int) -> None:
    """Get an item."""
    client.get_item(TableName="rows", Key={"id": {"S": str(n % 100)}})


def scan(client: Client, _: int) -> None:
    """Scan 100 rows."""
    assert client.scan(TableName="rows")["Count"] == 100


def item(n: int) -> dict[str, Any]:
    """Return an item of 100 different ones."""
    return {
        "id": {"S": str(n % 100)},
        "name": {"S": f"somebody called {n}"},
        "age": {"N": str(n)},
    }


def fill(clients: tuple[Client, ...], numbers: range) -> None:
    """Put items in batches."""
    for client in clients:
        for first in range(numbers.start, numbers.stop, BATCH):
            requests = [
                {"PutRequest": {"Item": item(n) | {"id": {"S": str(n)}}}}
                for n in range(first, first + BATCH)
            ]
            client.batch_write_item(RequestItems={"rows": requests})


def compare(
    what: str, clients: tuple[Client, Client], call: Callable[[Client, int], None]
) -> None:
    """Print how many milliseconds a call takes, ours and theirs, in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(ROUNDS):
        for client, taken in zip(clients, times, strict=True):
            taken += timed(partial(call, client), range(n * CALLS, (n + 1) * CALLS))
    ours, theirs = (median(taken[CALLS:]) * 1000 for taken in times)
    print_line(
        f"{what:24} DynamoDB Local {theirs:6.2f}  ours {ours:6.2f} ms  "
        f"ratio {ours / theirs:5.2f}  goal 1.00"
    )


def timed(call: Callable[[int], None], numbers: range) -> Iterator[float]:
    """Yield how long each call takes."""
    for n in numbers:
        began = perf_counter()
        call(n)
        yield perf_counter() - began


def starts() -> None:
    """Print how long a process takes to open a store, from nothing."""
    for rows in (0, MANY):
        with tempfile.TemporaryDirectory() as folder:
            if rows:
                grow(Path(folder), rows)
            taken = median(timed(partial(start, folder), range(7)))
        print_line(f"start with {rows:,} rows: {taken * 1000:.0f} ms  goal 300")


def start(folder: str, _: int) -> None:
    """Open a store in a new process."""
    subprocess.run([sys.executable, "-c", STARTED, folder], check=True)


def grow(folder: Path, rows: int) -> None:
    """Make a store of that many rows."""
    from wingws_simulator.dynamodb import DynamoDB, TableSpec

    service = DynamoDB(folder, region="r", account_id="0", clock=time.time)
    service.put_table(TableSpec("rows", "id", {"id": "S"}))
    for first in range(0, rows, BATCH):
        requests = [
            {"PutRequest": {"Item": item(n) | {"id": {"S": str(n)}}}}
            for n in range(first, first + BATCH)
        ]
        body = json.dumps({"RequestItems": {"rows": requests}}).encode()
        service.handle("DynamoDB_20120810.BatchWriteItem", body)
    service.close()


def client_of(root: Path) -> Client:
    """Return a client of the simulator of a folder."""
    daemon = json.loads((root / ".wingws/stacks/dev/daemon.json").read_text())
    connection = http.client.HTTPConnection("127.0.0.1", daemon["port"])
    headers = {"Authorization": f"Bearer {daemon['token']}"}
    connection.request("POST", "/admin/credentials", b"{}", headers)
    variables = json.loads(connection.getresponse().read())
    connection.close()
    return boto3.client(
        "dynamodb",
        region_name=variables["AWS_REGION"],
        endpoint_url=variables["AWS_ENDPOINT_URL_DYNAMODB"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
    )


@contextmanager
def local() -> Iterator[Client]:
    """Run DynamoDB Local, and return a client of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = dynamodb_local.command(port)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            began = perf_counter()
            while perf_counter() - began < 60:
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                time.sleep(0.02)
            print_line(f"DynamoDB Local listens after {perf_counter() - began:.1f} s")
            yield boto3.client(
                "dynamodb",
                region_name="eu-west-1",
                endpoint_url=f"http://127.0.0.1:{port}",
                aws_access_key_id="key",
                aws_secret_access_key="secret",
            )
        finally:
            process.kill()


def print_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
