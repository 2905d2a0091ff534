"""The small HTTP server."""

import asyncio
import contextlib
import logging
import socket

import pytest
from wingws_simulator.core.http_message import Request, Response
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.http import HttpServer, Stream


@contextlib.asynccontextmanager
async def serving(handler, settings=None):
    """Serve a handler; yields a connection to it, as reader and writer."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = HttpServer(handler, settings)
    port = listener.getsockname()[1]
    await server.start(listener)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        await server.close()


async def read_response(reader, *, is_head=False):
    """Return status, headers and body of a response."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    status = int(head[0].split()[1])
    headers = dict(line.lower().split(": ", 1) for line in head[1:-2])
    size = 0 if is_head else int(headers.get("content-length", 0))
    return status, headers, await reader.readexactly(size)


def request(method="GET", target="/a?b=1", *headers, body=b"", host="localhost:1"):
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


async def reflect(request):
    return Response(200, (("X-Method", request.method),), request.body)


def test_request_is_passed_on():
    """The handler gets method, target, headers in their case, body and address."""

    async def scenario():
        seen = []

        async def note(request):
            seen.append(request)
            return Response(204)

        async with serving(note) as (reader, writer):
            writer.write(request("POST", "/a%20b?c=1", "X-Team: a", body=b"hi"))
            status, headers, _ = await read_response(reader)

        assert status == 204
        assert "content-length" not in headers
        fields = (("Host", "localhost:1"), ("X-Team", "a"), ("Content-Length", "2"))
        assert seen == [Request("POST", "/a%20b?c=1", fields, b"hi", "127.0.0.1")]

    asyncio.run(scenario())


def test_a_handler_may_answer_at_once():
    """Many requests that come together are answered in order, and one that fails."""

    def at_once(request):
        if request.body == b"500":
            raise ValueError("no")
        return Response(200, (), request.body)

    async def scenario():
        async with serving(at_once) as (reader, writer):
            bodies = [str(number).encode() for number in range(2000)]
            writer.write(b"".join(request("POST", body=body) for body in bodies))
            answers = [await read_response(reader) for _ in bodies]
            writer.write(request("POST", body=b"more"))
            *_, more = await read_response(reader)
            return bodies, answers, more

    bodies, answers, more = asyncio.run(scenario())
    assert [status for status, *_ in answers].count(500) == 1
    assert answers[500][0] == 500
    del answers[500], bodies[500]
    assert [body for *_, body in answers] == bodies
    assert more == b"more"


def test_keep_alive_and_pipelining():
    """Requests on one connection are answered one after the other, in order."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            writer.write(b"".join(request(body=b"%d" % n) for n in range(5)))
            bodies = [(await read_response(reader))[2] for _ in range(5)]

        assert bodies == [b"0", b"1", b"2", b"3", b"4"]

    asyncio.run(scenario())


def test_chunked_body():
    """A body in chunks arrives whole."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            writer.write(request("POST", "/", "Transfer-Encoding: chunked"))
            writer.write(b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
            assert (await read_response(reader))[2] == b"abc"

    asyncio.run(scenario())


def test_head_has_no_body():
    """HEAD is answered with the headers of GET alone."""

    async def body(request):
        return Response(200, (), b"abc")

    async def scenario():
        async with serving(body) as (reader, writer):
            for _ in range(2):
                writer.write(request("HEAD"))
                _, headers, _ = await read_response(reader, is_head=True)
                assert headers["content-length"] == "3"

    asyncio.run(scenario())


def test_expect_continue():
    """A client that waits for 100 gets it before it sends its body."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            headers = ("Expect: 100-continue", "Content-Length: 2")
            writer.write(request("POST", "/", *headers))
            assert (await reader.readuntil(b"\r\n\r\n")).split()[1] == b"100"
            writer.write(b"ab")
            assert (await read_response(reader))[2] == b"ab"

    asyncio.run(scenario())


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:1"])
def test_foreign_host(host):
    """A Host that isn't this machine is refused before the body is read."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            writer.write(request("POST", "/", "Content-Length: 9", host=host))
            status, headers, _ = await read_response(reader)
            assert status == 403
            assert headers["x-amzn-errortype"] == "forbiddenexception"
            assert await reader.read() == b""

    asyncio.run(scenario())


def test_body_limit():
    """A body over the limit is refused."""

    async def scenario():
        async with serving(reflect, Settings(body_size=10)) as (reader, writer):
            writer.write(request("POST", body=b"a" * 11))
            assert (await read_response(reader))[0] == 413

    asyncio.run(scenario())


def test_handler_failure(caplog):
    """A handler that raises is a 500 and a line in the log; the connection goes on."""

    async def fail(request):
        if request.method == "POST":
            raise ValueError("foo")
        return Response(200)

    async def scenario():
        async with serving(fail) as (reader, writer):
            writer.write(request("POST") + request("GET"))
            statuses = [(await read_response(reader))[0] for _ in range(2)]
        assert statuses == [500, 200]

    with caplog.at_level(logging.ERROR):
        asyncio.run(scenario())
    assert "POST /a failed" in caplog.text


def test_half_close():
    """A client that has sent all it has still gets its answer."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            writer.write(request(body=b"hi"))
            writer.write_eof()
            assert (await read_response(reader))[2] == b"hi"
            assert await reader.read() == b""

    asyncio.run(scenario())


def test_keep_alive_timeout():
    """A connection without a next request is closed."""

    async def scenario():
        settings = Settings(keep_alive_timeout=0.05)
        async with serving(reflect, settings) as (reader, writer):
            writer.write(request())
            await read_response(reader)
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""

    asyncio.run(scenario())


def test_close_cancels_handlers():
    """Closing the server ends what its handlers do."""

    async def scenario():
        entered, ended = asyncio.Event(), asyncio.Event()

        async def hang(request):
            entered.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with serving(hang) as (_, writer):
            writer.write(request())
            await entered.wait()
        assert ended.is_set()

    asyncio.run(scenario())


def test_connection_close():
    """A client that asks to close after its request is obeyed."""

    async def scenario():
        async with serving(reflect) as (reader, writer):
            writer.write(request("GET", "/", "Connection: close"))
            assert (await read_response(reader))[0] == 200
            assert await reader.read() == b""

    asyncio.run(scenario())


def streaming(chunks):
    """A handler that answers with chunks."""

    async def handler(request):
        return Stream((("Content-Type", "text/plain"),), chunks)

    return handler


def test_a_stream_is_chunked():
    """Each chunk is sent when it is there; the last one ends the connection."""

    async def scenario():
        go_on = asyncio.Event()

        async def chunks():
            yield b"one"
            await go_on.wait()
            yield b"three"

        async with serving(streaming(chunks())) as (reader, writer):
            writer.write(request())
            status, headers, _ = await read_response(reader)
            assert (status, headers["content-type"]) == (200, "text/plain")
            assert headers["transfer-encoding"] == "chunked"
            assert await reader.readexactly(8) == b"3\r\none\r\n"
            go_on.set()
            assert await reader.read() == b"5\r\nthree\r\n0\r\n\r\n"

    asyncio.run(scenario())


def test_a_stream_waits_for_its_reader():
    """No chunk is asked for while the client does not read those before it."""

    async def scenario():
        made = 0
        is_done = asyncio.Event()

        async def chunks():
            nonlocal made
            while made < 1000:
                made += 1
                yield b"x" * 100_000
            is_done.set()

        async with serving(streaming(chunks())) as (reader, writer):
            writer.transport.pause_reading()
            writer.write(request())
            for _ in range(5000):  # turns of the event loop: it had all the time
                await asyncio.sleep(0)
            assert 0 < made < 1000
            writer.transport.resume_reading()
            while not is_done.is_set():
                assert await reader.read(1_000_000)

    asyncio.run(scenario())


@pytest.mark.parametrize("way", ["closes", "aborts", "talks"])
def test_a_stream_ends_when_its_reader_leaves(way):
    """At once, though it has nothing to say; to say something is to leave."""

    async def scenario():
        ended = asyncio.Event()

        async def chunks():
            try:
                yield b"one"
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with serving(streaming(chunks())) as (reader, writer):
            writer.write(request())
            await read_response(reader)
            await reader.readexactly(8)
            if way == "talks":
                writer.write(request())
            elif way == "closes":
                writer.close()
            else:
                writer.transport.abort()
            await ended.wait()

    asyncio.run(scenario())


def test_a_stream_that_fails_ends_its_connection(caplog):
    """Without the last chunk, so that nobody takes it for whole."""

    async def chunks():
        yield b"one"
        raise LookupError("nothing more")

    async def scenario():
        async with serving(streaming(chunks())) as (reader, writer):
            writer.write(request())
            with contextlib.suppress(ConnectionError):
                assert b"0\r\n\r\n" not in await reader.read()

    asyncio.run(scenario())
    assert "nothing more" in caplog.text
