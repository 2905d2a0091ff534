"""A table service behind a real socket, and stock boto3 in front of it."""

from __future__ import annotations

import itertools
import json
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


@pytest.fixture(name="streams", scope="session")
def _streams(session):
    client = boto3.client("dynamodbstreams", **session)
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

    def make(range_key=None, indexes=None, local_indexes=None, stream=None, **types):
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
            **({"StreamSpecification": enabled(stream)} if stream else {}),
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


def enabled(view_type):
    """The specification of a stream."""
    return {"StreamEnabled": True, "StreamViewType": view_type}


class Account:
    """The tables of a folder, at a time that a test sets; in this process."""

    def __init__(self, folder):
        self.folder = folder
        self.now = 1_700_000_000.0
        self.open()

    def open(self):
        self.service = DynamoDB(
            self.folder,
            region="us-west-2",
            account_id="123456789012",
            clock=lambda: self.now,
        )

    def reopen(self):
        """Open the same files again, as after a restart."""
        self.service.close()
        self.open()

    def ask(self, operation, service="DynamoDB", **body):
        """Return an answer; one that is an error has its `__type`."""
        target = f"{service}_20120810.{operation}"
        return json.loads(self.service.handle(target, json.dumps(body).encode())[1])

    def put(self, table, **item):
        """Put an item of texts and numbers."""
        self.ask("PutItem", TableName=table, Item=to_wire(item))

    def records(self, arn):
        """Return all records of a stream that can be read."""
        iterator = self.iterator(arn, "TRIM_HORIZON")
        return self.ask("GetRecords", "DynamoDBStreams", **iterator)["Records"]

    def iterator(self, arn, kind, **arguments):
        """Return an iterator for a stream, as the argument of GetRecords."""
        described = self.ask("DescribeStream", "DynamoDBStreams", StreamArn=arn)
        (shard,) = described["StreamDescription"]["Shards"]
        return self.ask(
            *("GetShardIterator", "DynamoDBStreams"),
            StreamArn=arn,
            ShardId=shard["ShardId"],
            ShardIteratorType=kind,
            **arguments,
        )


def to_wire(item):
    return {
        name: {"S": value} if isinstance(value, str) else {"N": str(value)}
        for name, value in item.items()
    }


@pytest.fixture
def account(tmp_path):
    """Tables at a time that the test sets."""
    account = Account(tmp_path)
    yield account
    account.service.close()


def key_schema(hash_key, range_key=None):
    keys = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    if range_key:
        keys.append({"AttributeName": range_key, "KeyType": "RANGE"})
    return keys
