"""What strangers and bad clients can do at a daemon's ports: nothing."""

import contextlib
import json
import os
import socket
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

FOREIGN_HOSTS = ("example.com", "127.0.0.1.example.com", "10.0.0.1:80", "")

GARBAGE = (
    b"\x00\xff\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /" + b"a" * 20_000,
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n"
    + b"a" * 9,
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
)


@pytest.fixture
def ports(daemon):
    """The daemon's port and an API's."""
    return (daemon.port, daemon.put_api()["port"])


def send(port, data):
    """Connect, send, and leave the socket open."""
    client = socket.create_connection(("127.0.0.1", port))
    with contextlib.suppress(ConnectionError):  # it may hang up before the end
        client.sendall(data)
    return client


def wait_for_descriptors(daemon, count):
    """Wait until the daemon has let go of all but so many files and sockets."""
    while daemon.descriptors > count:
        os.sched_yield()


def test_foreign_hosts_are_refused_on_every_port(daemon, ports):
    """A web page whose name leads here (DNS rebinding) sends its own name along."""
    token = f"Bearer {daemon.file['token']}"
    for port in ports:
        for host in FOREIGN_HOSTS:
            for method, path in (("POST", "/admin/hello"), ("GET", "/chat")):
                status, _ = daemon.request(
                    method, path, port=port, Host=host, Authorization=token
                )
                assert status == 403, (port, host, path)


@pytest.mark.parametrize(
    "target", ["DynamoDB_20120810.ListTables", "AmazonSSM.GetParameters"]
)
def test_unsigned_requests_are_refused(daemon, target):
    """A page of any origin can send a POST; it cannot sign it."""
    status, answer = daemon.request("POST", "/", "{}", **{"X-Amz-Target": target})

    assert status == 400
    assert json.loads(answer)["__type"].endswith("MissingAuthenticationTokenException")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"aws_secret_access_key": "wrong"}, "InvalidSignatureException"),
        ({"aws_access_key_id": "AKIAUNKNOWN"}, "UnrecognizedClientException"),
    ],
    ids=["wrong secret", "unknown key"],
)
def test_wrongly_signed_requests_are_refused(daemon, options, error):
    """With the errors that AWS has for them, on both services."""
    calls = (
        daemon.client("dynamodb", **options).list_tables,
        lambda: daemon.client("ssm", **options).get_parameters(Names=["/a"]),
    )
    for call in calls:
        with pytest.raises(ClientError) as refusal:
            call()
        assert refusal.value.response["Error"]["Code"] == error


def test_a_signed_request_is_answered(daemon):
    """The credentials of `wingws env` are those of the user's scripts."""
    daemon.put_table()

    assert len(daemon.client("dynamodb").list_tables()["TableNames"]) == 1


def test_scripts_of_the_user_see_all_parameters(daemon):
    """Whichever function they are for."""
    api = daemon.put_api()
    for name in ("one", "other"):
        secrets = {f"/{name}": f"secret of {name}"}
        daemon.put_function(api, name, name, code="", secrets=secrets)

    answer = daemon.client("ssm").get_parameters(Names=["/one", "/other"])
    assert [each["Name"] for each in answer["Parameters"]] == ["/one", "/other"]


def test_strange_questions_to_ssm_are_refused(daemon):
    """As AWS does, and not with a 500."""
    ssm = daemon.client("ssm")
    with pytest.raises(ClientError, match="UnknownOperationException"):
        ssm.describe_parameters()
    unchecked = daemon.client("ssm", parameter_validation=False)
    with pytest.raises(ClientError, match="SerializationException"):
        unchecked.get_parameters(Names=[["/one"]])
    assert ssm.get_parameters(Names=["/none"])["InvalidParameters"] == ["/none"]
    with pytest.raises(ClientError, match="less than or equal to 10"):
        ssm.get_parameters(Names=[f"/{n}" for n in range(11)])


def test_garbage_costs_one_connection(daemon, ports):
    """The daemon answers on, and has let go of what it cost."""
    before = daemon.descriptors
    for port in ports:
        clients = [send(port, data) for data in GARBAGE]
        assert daemon.admin("hello")["id"] == "me"
        for client in clients:
            client.close()
    wait_for_descriptors(daemon, before)


def test_thousands_of_quick_connections(daemon, ports):
    """Made and dropped, or left half open; at the end nothing is left of them."""
    before = daemon.descriptors
    for port in ports:
        for _ in range(2000):
            socket.create_connection(("127.0.0.1", port)).close()
        half_open = [send(port, b"GET / HT") for _ in range(500)]
        assert daemon.admin("hello")["id"] == "me"
        for client in half_open:
            client.close()
    wait_for_descriptors(daemon, before)


def test_who_asks_and_never_reads_gets_no_more_answers(daemon):
    """The daemon holds a few of them, and serves others meanwhile."""
    request = b"GET /chat HTTP/1.1\r\nHost: localhost\r\n\r\n"
    before = memory(daemon)
    with socket.create_connection(("127.0.0.1", daemon.port)) as client:
        client.settimeout(1.0)
        with pytest.raises(TimeoutError):
            while True:
                client.sendall(request * 1000)
        assert daemon.admin("hello")["id"] == "me"
        assert memory(daemon) - before < 10_000_000


def memory(daemon):
    """Bytes that the daemon has in memory."""
    pages = Path(f"/proc/{daemon.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGESIZE")
