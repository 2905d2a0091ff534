"""The two stores: ours in this process, and AWS's DynamoDB Local in one of Java's."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import dynamodb_local
from wingws_simulator.dynamodb import DynamoDB

from tests.simulator.dynamodb.differential.comparison import Answer
from tests.simulator.dynamodb.differential.operations import Operation

__all__ = ["Store", "everything", "local", "ours"]

TARGET = "DynamoDB_20120810."
# DynamoDB Local wants a signature, and does not look at it.
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/dynamodb/"
    "aws4_request, SignedHeaders=host, Signature=none",
}
PATIENCE = 60.0
MAX_PAGES = 60


class Store(Protocol):
    """Answers operations."""

    def __call__(self, name: str, parameters: dict[str, Any]) -> Answer:
        """Return status and body."""


@contextmanager
def ours(folder: Path) -> Iterator[Store]:
    """Open a store of ours."""
    service = DynamoDB(
        folder, region="eu-west-1", account_id="000000000000", clock=time.time
    )

    def call(name: str, parameters: dict[str, Any]) -> Answer:
        status, body = service.handle(TARGET + name, json.dumps(parameters).encode())
        return status, json.loads(body)

    with closing(service):
        yield call


@contextmanager
def local() -> Iterator[Store]:
    """Start DynamoDB Local, and stop it at the end."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        dynamodb_local.command(port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port, process)
            with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:

                def call(name: str, parameters: dict[str, Any]) -> Answer:
                    headers = HEADERS | {"X-Amz-Target": TARGET + name}
                    connection.request("POST", "/", json.dumps(parameters), headers)
                    response = connection.getresponse()
                    return response.status, json.loads(response.read())

                yield call
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)  # a port that nobody listens on tells nobody when
        else:
            return
    raise RuntimeError("DynamoDB Local did not start")


def everything(store: Store, operation: Operation) -> Answer:
    """Return an answer with all of its pages."""
    name, parameters = operation
    status, whole = page = store(name, parameters)
    for _ in range(MAX_PAGES):
        if status != 200 or "LastEvaluatedKey" not in page[1]:
            break
        start = {"ExclusiveStartKey": page[1]["LastEvaluatedKey"]}
        status, body = page = store(name, parameters | start)
        whole = _joined(whole, body) if status == 200 else body
    whole.pop("LastEvaluatedKey", None)
    if "Limit" in parameters:
        whole.pop("ConsumedCapacity", None)  # of an empty last page, which one may have
    return status, whole


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {  # capacities of pages are no sum: each page is rounded up
        name: first[name] + second[name]
        for name in ("Items", "Count", "ScannedCount")
        if name in first
    }
