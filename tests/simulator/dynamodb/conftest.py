"""A table service behind a real socket, and stock boto3 in front of it."""

from __future__ import annotations

import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config
from wingws_simulator.dynamodb import DynamoDB


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            status, answer = self.server.service.handle(
                self.headers["X-Amz-Target"], body
            )
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


@pytest.fixture(name="service")
def _service(tmp_path):
    service = DynamoDB(
        tmp_path, region="eu-west-1", account_id="000000000000", clock=time.time
    )
    yield service
    service.close()


@pytest.fixture(name="endpoint", scope="session")
def _endpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    service = DynamoDB(
        folder, region="eu-west-1", account_id="000000000000", clock=time.time
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.service, server.lock = service, threading.Lock()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    service.close()


@pytest.fixture(name="session", scope="session")
def _session(endpoint):
    """What both flavours of boto3 are made with."""
    return {
        "endpoint_url": endpoint,
        "region_name": "eu-west-1",
        "aws_access_key_id": "key",
        "aws_secret_access_key": "secret",
        "config": Config(retries={"total_max_attempts": 1}),
    }


@pytest.fixture(name="client", scope="session")
def _client(session):
    client = boto3.client("dynamodb", **session)
    yield client
    client.close()


@pytest.fixture(name="resource", scope="session")
def _resource(session):
    resource = boto3.resource("dynamodb", **session)
    yield resource
    resource.meta.client.close()


_numbers = itertools.count(1)


@pytest.fixture(name="make_table")
def _make_table(client):
    """Make a table of ``id`` (S), a range key and indexes; delete it at the end."""
    made = []

    def make(range_key=None, indexes=None, local_indexes=None, **types):
        name = f"table-{next(_numbers)}"
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=key_schema("id", range_key),
            AttributeDefinitions=[
                {"AttributeName": attribute, "AttributeType": key_type}
                for attribute, key_type in ({"id": "S"} | types).items()
            ],
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
            **({"LocalSecondaryIndexes": local_indexes} if local_indexes else {}),
        )
        made.append(name)
        return name

    yield make
    for name in made:
        client.delete_table(TableName=name)


@pytest.fixture(name="table")
def _table(make_table):
    """A table with the hash key ``id``."""
    return make_table()


def key_schema(hash_key, range_key=None):
    keys = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    if range_key:
        keys.append({"AttributeName": range_key, "KeyType": "RANGE"})
    return keys
