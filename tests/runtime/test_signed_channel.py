"""Calls without the SDK: which are taken, on which connections, and what is settled."""

import os
import socket
import threading
from contextlib import closing, contextmanager

import pytest
from wingws_runtime.signed_channel import SignedChannel
from wingws_runtime.transport import ManagementApi

ID = "BFaT_fALIAMCKug="
GOODBYE = "says that it sends no more, and would still read"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def server(*connections):
    """Serve on one connection after the other.

    Each is a list of what is answered to its requests: bytes, or None for nothing,
    after which it is closed.

    Yields:
        The host, and a list that gets the number of the connection of each request.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    asked = []

    def serve():
        for number, answers in enumerate(connections):
            client, _ = listener.accept()
            with client:
                for answer in answers:
                    if answer is GOODBYE:
                        client.shutdown(socket.SHUT_WR)
                        continue
                    if not _read(client):
                        break
                    asked.append(number)
                    if answer is not None:
                        client.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    with closing(listener):
        yield f"127.0.0.1:{listener.getsockname()[1]}", asked
        thread.join()


def _read(client):
    data = b""
    while b"\r\n\r\n" not in data:
        if not (chunk := client.recv(65536)):
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += client.recv(65536)
    return data


@pytest.fixture(autouse=True)
def credentials(monkeypatch):
    """Set what Lambda does."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")


@pytest.fixture
def channel():
    """Return a channel in clear, whose connections are closed in the end."""
    channel = SignedChannel("http")
    yield channel
    for connections in channel._idle.values():
        for connection in connections:
            connection.close()


def post(channel, host, body=b"hi"):
    return channel.call("POST", "/prod/@connections/", ID, host, body)


def test_one_connection_is_kept(channel):
    """Calls one after the other share a connection."""
    with server([OK, OK, OK]) as (host, asked):
        assert [post(channel, host) for _ in range(3)] == [(200, b"")] * 3
    assert asked == [0, 0, 0]


def test_as_the_server_wishes(channel):
    """A connection that the server wants closed is not used again."""
    with server(
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"], [OK]
    ) as (host, asked):
        assert [post(channel, host) for _ in range(2)] == [(200, b"")] * 2
    assert asked == [0, 1]


def test_a_kept_connection_that_was_closed(channel):
    """Closed while nothing was asked: the next call has a new one, and is made once."""
    with server([OK, GOODBYE, None], [OK]) as (host, asked):
        assert post(channel, host) == (200, b"")
        while channel._idle[host][0]._socket.recv(1, socket.MSG_PEEK):
            pass
        assert post(channel, host) == (200, b"")
    assert asked == [0, 1]


def test_a_kept_connection_that_is_dropped(channel):
    """Closed in place of an answer: the call is made again, on a new one, once."""
    with server([OK, None], [OK]) as (host, asked):
        assert [post(channel, host) for _ in range(2)] == [(200, b"")] * 2
    assert asked == [0, 0, 1]


def test_a_new_connection_that_is_dropped(channel):
    """Whoever drops that, too, is not asked again."""
    with server([None]) as (host, asked), pytest.raises(OSError, match="closed"):
        post(channel, host)
    assert asked == [0]


def test_half_an_answer(channel):
    """A call of which part of the answer came is not made again."""
    with (
        server([OK, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]) as (host, asked),
        pytest.raises(OSError, match="amid the answer"),
    ):
        post(channel, host)
        post(channel, host)
    assert asked == [0, 0]


@pytest.mark.parametrize(
    ("nonsense", "words"),
    [
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "answers no HTTP"),
        (b"HTTP/1.0 200 OK\r\n\r\n", "answers no HTTP"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "answers no HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000, "has no end"),
        (b"HTTP/1.1 200 OK\r\n", "amid the answer"),
    ],
)
def test_nonsense(channel, nonsense, words):
    """What is no HTTP is no answer."""
    with (
        server([nonsense]) as (host, _),
        pytest.raises(OSError, match=words),
    ):
        post(channel, host)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


def test_an_answer_without_a_length(channel):
    """Its status is enough for a post; whoever wants its body is told."""
    with server([CHUNKED], [CHUNKED]) as (host, asked):
        assert post(channel, host) == (200, b"")
        with pytest.raises(OSError, match="no length"):
            channel.call("GET", "/prod/@connections/", ID, host)
    assert asked == [0, 1]


def test_a_body_in_pieces(channel):
    """It is read to its end, and the connection goes on behind it."""
    long = b"x" * 200_000
    answer = b"HTTP/1.1 200 OK\r\ncontent-length:%d\r\n\r\n%b" % (len(long), long)
    with server([answer, OK]) as (host, asked):
        assert channel.call("GET", "/prod/@connections/", ID, host) == (200, long)
        assert post(channel, host) == (200, b"")
    assert asked == [0, 0]


def test_no_content(channel):
    """A 204 has no body, whatever it says."""
    answer = b"HTTP/1.1 204 No Content\r\n\r\n"
    with server([answer, OK]) as (host, asked):
        assert channel.call("DELETE", "/p/@connections/", ID, host) == (204, b"")
        assert post(channel, host) == (200, b"")
    assert asked == [0, 0]


def test_credentials_may_change(channel, monkeypatch):
    """Those of the moment sign; Lambda changes them during an environment's life."""
    heads = []
    with server([OK, OK]) as (host, _):
        ask = channel._ask
        monkeypatch.setattr(
            *(channel, "_ask"),
            lambda connection, host, *request: (
                heads.append(request[2]) or ask(connection, host, *request)
            ),
        )
        post(channel, host)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDNEXT")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
        post(channel, host)
    first, second = heads
    assert "Credential=AKIDEXAMPLE/" in first["Authorization"]
    assert "Credential=AKIDNEXT/" in second["Authorization"]
    assert second["X-Amz-Security-Token"] == "token"


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
)
def test_no_credentials(channel, monkeypatch, name):
    """Where the environment lacks something, the SDK may know where else to look."""
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv(name)
    assert post(channel, "127.0.0.1:1") is None


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "http_proxy", "ALL_PROXY"])
def test_proxies(channel, monkeypatch, name):
    """The way through a proxy is the SDK's."""
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(channel, "127.0.0.1:1") is None


@pytest.mark.parametrize("id_", ["", ".", ".."])
def test_ids_that_are_no_segments(channel, id_):
    """What a URL would lose is the SDK's to refuse."""
    assert channel.call("GET", "/prod/@connections/", id_, "127.0.0.1:1") is None


def test_a_fork_has_its_own(channel):
    """A fork leaves the connections to its parent."""
    with server([OK, OK]) as (host, asked):
        post(channel, host)
        child = os.fork()
        if not child:
            os._exit(len(channel._idle))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert post(channel, host) == (200, b"")
    assert asked == [0, 0]


def test_the_sdk_is_not_imported(aws, monkeypatch):
    """What succeeds, and who is gone, takes no boto3."""
    monkeypatch.setattr("wingws_runtime.transport.client", None)
    aws.will_answer(200)
    ManagementApi(f"{aws.url}/prod", None).post(ID, b"hi")


def test_the_sdk_goes_on(aws):
    """After a call without an answer, AWS's SDK makes it."""
    api = ManagementApi(f"{aws.url}/prod", None)
    with server([None]) as (host, _):
        api._host = host
        aws.will_answer(200)
        api.post(ID, b"hi")
    assert [request[0] for request in aws.requests] == ["POST"]
