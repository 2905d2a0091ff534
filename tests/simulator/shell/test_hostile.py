"""Clients that send anything at all: the server answers or hangs up, and forgets them.

What they send is made up at random, and the same at every run.
"""

import asyncio
import contextlib
import gc
import logging
import random
from pathlib import Path

import pytest
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.parameters import Parameters

from tests.simulator.shell.conftest import ACCESS_KEY

SETTINGS = Settings(account_connection_burst=10_000)
CLIENTS = 400
AT_ONCE = 30
CALLS = 2_000

METHODS = ("GET", "POST", "DELETE", "HEAD", "CONNECT", "PRI", "get", "G\0T", "")
VERSIONS = ("HTTP/1.1",) * 4 + ("HTTP/1.0", "HTTP/2.0", "http/1.1", "")
TARGETS = (
    *("/prod", "/prod/", "/prod?a=%ff&=&;", "/", "//", "*", "prod", "/../prod", ""),
    *("http://[", "/prod?" + "x" * 5_000, "/prod/@connections/", "/%70rod#", " "),
)
HOSTS = ("", "evil", "[", "[::1", "127.0.0.1:999999", "a@localhost", "\xe9", "a\0b")
HEADERS = (
    "Connection: close",
    "Connection: keep-alive, Upgrade",
    "Sec-WebSocket-Key: x",
    "Sec-WebSocket-Version: 99",
    'Sec-WebSocket-Extensions: ;;,"',
    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99",
    "Sec-WebSocket-Protocol: ,,",
    "Content-Length: 5",
    "Content-Length: -1",
    f"Content-Length: {'9' * 5_000}",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Expect: 100-continue",
    "Authorization: AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;, Signature=\xe9",
    "X-Amz-Date: 99999999T999999Z",
    f"X: {'y' * 20_000}",
    "X\0: \xff",
    " folded",
    "no colon",
    ": no name",
)
BODIES = (
    b"",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"fffffffffffffffff\r\n",
    b"\0" * 100,
    b"!\n\n",
)
PAYLOADS = (
    *(b"", b"hello", b"\xff", b"\xed\xa0\x80", b"\x03", b"\x03\xe8bye", b"\xff\xff"),
    *(b'{"action":', b"[" * 5_000, b'{"a":' * 5_000, b'{"action":' + b"9" * 5_000),
    *(b'{"action":"\\ud800"}', b'{"action":NaN}', b'{"action":1e999}', b"\0" * 126),
    *(b"x" * 32_768, b"x" * 32_769),
)
IDS = ("a", "=", "%3D", "%253D", "/", "%2F", "..", "%", "%zz", "%ff", "%00", "%0d%0aX:")


def request(chance, host):
    """Return something like a request."""
    headers = [
        f"Host: {host if chance.random() < 0.8 else chance.choice(HOSTS)}",
        *chance.choices(HEADERS, k=chance.randrange(4)),
    ]
    chance.shuffle(headers)
    words = map(chance.choice, (METHODS, TARGETS, VERSIONS))
    end = chance.choice(("\r\n", "\r\n", "\r\n", "\n", "\r"))
    head = end.join([" ".join(words), *headers, "", ""])
    return head.encode(chance.choice(("latin-1", "utf-8"))) + chance.choice(BODIES)


def frames(chance):
    """Return something like frames."""
    return b"".join(
        chance.randbytes(chance.randrange(20))
        if chance.random() < 0.1
        else frame(chance)
        for _ in range(chance.randrange(1, 6))
    )


def frame(chance):
    payload = chance.choice(PAYLOADS)
    fin = 0x80 if chance.random() < 0.7 else 0
    reserved = chance.choice((0,) * 8 + (1, 2, 4, 7)) << 4
    opcode = chance.choice((0, 1, 1, 1, 1, 2, 3, 8, 9, 9, 10, 15))
    mask = 0x80 if chance.random() < 0.95 else 0
    length = chance.choice((len(payload),) * 20 + (0, 70_000, 2**63, 2**64 - 1))
    head = bytes([fin | reserved | opcode, mask | 127]) + length.to_bytes(8, "big")
    if length < 126:
        head = bytes([head[0], mask | length])
    elif length < 65_536:
        head = bytes([head[0], mask | 126]) + length.to_bytes(2, "big")
    return head + bytes(4 if mask else 0) + payload  # a mask of zeros changes nothing


async def visit(api, data, chance):
    """Send bytes, all at once or some by themselves, and leave one way or another."""
    async with api.raw() as (reader, writer):
        with contextlib.suppress(OSError):  # the server may hang up before
            alone = chance.choice((0, 0, 100))
            for place in range(alone):
                writer.write(data[place : place + 1])
                await asyncio.sleep(0)
            writer.write(data[alone:])
            if chance.random() < 0.8:
                writer.write_eof()
                return await reader.read()  # to the end: the server hangs up
    return b""


@pytest.mark.parametrize("kind", ["requests", "requests after a request", "frames"])
def test_anything(serve, ok, echo, upgrade_request, caplog, kind):
    """Whatever comes, no handler of ours fails and nothing is left of it."""
    routes = {"$connect": ok, "$default": echo, "x": echo, "$disconnect": ok}

    async def scenario():
        failures = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: failures.append(context))
        before = tasks_and_descriptors()
        async with serve(routes, replies={"$default", "x"}, settings=SETTINGS) as api:
            turns = asyncio.Semaphore(AT_ONCE)

            async def client(number):
                chance = random.Random(f"{kind} {number}")
                data = {
                    "requests": lambda: request(chance, api.host),
                    "requests after a request": lambda: (
                        b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        + request(chance, api.host)
                    ),
                    "frames": lambda: upgrade_request(api.host) + frames(chance),
                }[kind]()
                async with turns:
                    answer = await visit(api, data, chance)
                assert b"HTTP/1.1 500" not in answer

            await asyncio.gather(*map(client, range(CLIENTS)))
            async with api.connect() as good:
                await good.send("hello")
                assert await good.recv() == "hello"
        assert not failures
        assert tasks_and_descriptors() == before

    asyncio.run(scenario())
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


def tasks_and_descriptors():
    """Return how many there are of both."""
    gc.collect()  # SDK clients of tests before hold sockets in cycles
    return len(asyncio.all_tasks()), len([*Path("/dev/fd").iterdir()])


def test_any_connection_id(serve, ok):
    """Whatever is written for an id, it is refused, gone, or another's path."""
    chance = random.Random(1)

    async def scenario():
        async with serve({"$default": ok}) as api, api.connect():
            for _ in range(CALLS):
                connection_id = "".join(chance.choices(IDS, k=chance.randrange(17)))
                request = Request(
                    chance.choice(("GET", "POST", "DELETE", "PUT", "")),
                    f"/prod/@connections/{connection_id}",
                    (("Host", api.host),),
                    chance.randbytes(3),
                )
                answer, _ = api.server.call(request, ACCESS_KEY)
                assert answer.status in (400, 403, 410), connection_id

    asyncio.run(scenario())


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[" * 100_000, b"\xff", b"null"])
def test_ssm(body):
    """What is no question to SSM is refused, however deep."""
    answer = Parameters("arn").handle(
        "AmazonSSM.GetParameters", body, authorize=lambda action, resource: None
    )
    assert answer.status == 400


def test_nonsense_after_head(serve, ok):
    """What no request is, after a HEAD on the same connection, is answered too."""

    async def scenario():
        async with serve({"$connect": ok}) as api, api.raw() as (reader, writer):
            head = f"HEAD /prod HTTP/1.1\r\nHost: {api.host}\r\n\r\n"
            writer.write(f"{head}nonsense\r\n\r\n".encode())
            answers = await reader.read()
            assert answers.count(b"HTTP/1.1 ") == 2
            assert answers.endswith(b'{"message": "Bad Request"}')

    asyncio.run(scenario())
