"""Golden events, a stand-in for AWS that stock boto3 talks to, and tables."""

import itertools
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from wingws_runtime import DynamodbTable, clients, environment, transport

from tests.runtime.dynamodb_services import SERVICES

EVENTS = Path(__file__).parent.parent / "events"


@pytest.fixture
def golden():
    """Return the events of AWS's shape, by kind."""
    return {
        kind: json.loads((EVENTS / f"{kind}.json").read_text())
        for kind in ("connect", "message", "disconnect", "authorizer", "change")
    }


@dataclass
class Aws:
    """
    An HTTP server that keeps what it is asked and answers as it is told.

    Attributes:
        requests: (method, path, headers, body) of each request.
        answers: (status, headers, body), used up from the front.
    """

    requests: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    url: str = ""

    def will_answer(self, status=200, body=b"", **headers):
        """Answer the next request so; a dict is sent as JSON."""
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, headers, body))


def variables(url):
    """Return the environment in which boto3 takes `url` for AWS."""
    return {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_DYNAMODB": url,
        "AWS_ENDPOINT_URL_SSM": url,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


@pytest.fixture
def wingws(monkeypatch):
    """Return a function that sets what deploy time told this Lambda function."""

    def forget():
        environment._document.cache_clear()
        environment._fetched.cache_clear()
        clients.client.cache_clear()
        transport.management_api.cache_clear()

    def tell(**document):
        forget()
        monkeypatch.setenv("WINGWS", json.dumps(document))

    tell()
    yield tell
    forget()


@pytest.fixture
def aws(monkeypatch, wingws):
    """Serve as AWS for one test."""
    state = Aws()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.requests.append((self.command, self.path, self.headers, body))
            status, headers, body = state.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    for name, value in variables(state.url).items():
        monkeypatch.setenv(name, value)
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session", params=SERVICES)
def dynamodb(request, tmp_path_factory):
    """Return the URL of tables, once moto's and once the simulator's."""
    with SERVICES[request.param](tmp_path_factory.mktemp("tables")) as url:
        yield url


_numbers = itertools.count(1)


@pytest.fixture
def make_table(dynamodb, monkeypatch, wingws):
    """
    Return a maker of tables, as handlers hold them.

    The hash key is `id`, text; each other key attribute is given with its type, and
    indexes as `{name: (hash key, range key)}`.
    """
    for name, value in variables(dynamodb).items():
        monkeypatch.setenv(name, value)
    made = {}

    def make(*, range_key=None, indexes=None, **types):
        logical, name = f"Table{len(made)}", f"table-{next(_numbers)}"
        made[logical] = {"name": name}
        wingws(tables=made)
        clients.client("dynamodb").create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=key_schema("id", range_key),
            AttributeDefinitions=[
                {"AttributeName": attribute, "AttributeType": type_}
                for attribute, type_ in ({"id": "S"} | types).items()
            ],
            **({"GlobalSecondaryIndexes": _indexes(indexes)} if indexes else {}),
        )
        return DynamodbTable(logical)

    return make


@pytest.fixture
def rows(make_table):
    """Return a table with the hash key `id`."""
    return make_table()


def key_schema(hash_key, range_key=None):
    """Return a key in DynamoDB's form."""
    keys = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    if range_key:
        keys.append({"AttributeName": range_key, "KeyType": "RANGE"})
    return keys


def _indexes(indexes):
    return [
        {
            "IndexName": name,
            "KeySchema": key_schema(*keys),
            "Projection": {"ProjectionType": "ALL"},
        }
        for name, keys in indexes.items()
    ]
