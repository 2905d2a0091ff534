"""Another DynamoDB in place of the simulator's: what is asked of it, and how."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from wingws_simulator.core.manifest import ManifestError
from wingws_simulator.core.options import OptionsError
from wingws_simulator.dynamodb import GlobalSecondaryIndex, TableSpec
from wingws_simulator.dynamodb.access import allow_all
from wingws_simulator.shell.other_dynamodb import OtherDynamoDB

from tests.aws.cloud import Cloud

ARN = "arn:aws:dynamodb:us-east-1:000000000000"
SPEC = TableSpec("rows", "id", {"id": "S"})


@pytest.fixture(scope="module")
def cloud():
    """Another DynamoDB."""
    cloud = Cloud()
    yield cloud
    cloud.close()


@pytest.fixture
def requests():
    """A server that answers nothing in particular, and what was asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((dict(self.headers), body))
            self.send_response(418)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """The name of a profile of AWS's CLI."""
    file = tmp_path / "credentials"
    file.write_text(
        "[dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = secret\n"
        "[empty]\nregion = eu-central-1\n"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return "dev"


def other(endpoint, profile=""):
    """Return the simulator's view of a DynamoDB."""
    return OtherDynamoDB(endpoint, profile, region="us-east-1", arn_prefix=ARN)


def handle(dynamodb, operation, authorize=allow_all, **request):
    """Return the status and the answer to a request."""
    target, body = f"DynamoDB_20120810.{operation}", json.dumps(request).encode()
    status, answer = asyncio.run(dynamodb.handle(target, body, authorize=authorize))
    return status, json.loads(answer)


def test_a_table_is_made_once(cloud):
    """One that is there with the same key stays as it is, with its rows."""
    dynamodb = other(cloud.url)
    asyncio.run(dynamodb.put_table(SPEC))
    assert handle(dynamodb, "PutItem", TableName="rows", Item={"id": {"S": "a"}}) == (
        200,
        {},
    )
    asyncio.run(dynamodb.put_table(SPEC))
    assert handle(dynamodb, "Scan", TableName="rows")[1]["Count"] == 1
    asyncio.run(dynamodb.delete_table("rows"))
    status, answer = handle(dynamodb, "Scan", TableName="rows")
    assert (status, answer["__type"].rpartition("#")[2]) == (
        400,
        "ResourceNotFoundException",
    )


def test_a_table_with_another_key_or_without_an_index_is_no_such_table(cloud):
    """The error says which one, and where."""
    dynamodb = other(cloud.url)
    asyncio.run(dynamodb.put_table(SPEC))
    index = GlobalSecondaryIndex("ByUser", "user")
    types = {"id": "S", "user": "S"}

    with pytest.raises(ManifestError, match=f"rows at {cloud.url} has the key"):
        asyncio.run(dynamodb.put_table(TableSpec("rows", "user", {"user": "S"})))
    with pytest.raises(ManifestError, match=f"rows at {cloud.url} lacks the index 'B"):
        asyncio.run(dynamodb.put_table(TableSpec("rows", "id", types, None, (index,))))


def test_who_asks_may_do_what_its_statements_say(requests):
    """What is denied never gets there."""
    endpoint, asked = requests
    wanted = []

    def deny(action, resource):
        wanted.append((action, resource))
        raise PermissionError(action)

    with pytest.raises(PermissionError):
        handle(other(endpoint), "Query", deny, TableName="rows", IndexName="ByUser")
    assert wanted == [("dynamodb:Query", f"{ARN}:table/rows/index/ByUser")]
    assert asked == []


def test_a_request_is_signed_with_the_profile_and_answered_as_it_is(requests, profile):
    """With none but that of the endpoint, whatever the answer is."""
    endpoint, asked = requests
    status, answer = handle(other(endpoint, profile), "Scan", TableName="rows")
    ((headers, body),) = asked

    assert (status, answer, body) == (418, {}, b'{"TableName": "rows"}')
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIADEV/")
    assert "/us-east-1/dynamodb/aws4_request" in headers["Authorization"]
    assert headers["X-Amz-Target"] == "DynamoDB_20120810.Scan"


@pytest.mark.parametrize("name", ["nobody", "empty"])
def test_a_profile_without_credentials_is_refused(profile, name):
    """When the simulator starts."""
    with pytest.raises(OptionsError, match=f"option dynamodb_profile is '{name}'"):
        other("http://127.0.0.1:9", name)


def test_nobody_there_is_an_answer_too():
    """One that SDKs repeat, and that says where nobody was; to delete is no error."""
    dynamodb = other("http://127.0.0.1:9")
    status, answer = handle(dynamodb, "Scan", TableName="rows")

    assert status == 500
    assert "wingws:dynamodb: Could not connect to the endpoint" in answer["message"]
    asyncio.run(dynamodb.delete_table("rows"))


def test_nonsense_is_refused_here(requests):
    """As by the simulator's own."""
    endpoint, asked = requests
    target = "DynamoDB_20120810.Scan"
    call = other(endpoint).handle(target, b"{", authorize=allow_all)
    status, answer = asyncio.run(call)

    assert (status, json.loads(answer)["message"]) == (400, "the body is not JSON")
    assert asked == []
