"""The load of ``bench/simulator.py``: WebSocket clients in a process of their own.

They do as little as possible, so as not to be what is measured: sockets, an epoll, and
frames whose mask is zero. ``python bench/load.py URL WHAT ARGUMENTS`` prints what it
saw as one line of JSON.
"""

import json
import os
import resource
import select
import socket
import struct
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from math import inf
from time import perf_counter, sleep
from urllib.parse import urlsplit

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: {netloc}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
TEXT = 0x81  # a whole text message in one frame
MASKED = 0x80
NO_MASK = bytes(4)

CONNECTING_AT_ONCE = 50
PATIENCE = 30.0


class Client:
    """One connection: a socket, the bytes that came in, and when a message left."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.socket = socket.socket()
        self.fd = self.socket.fileno()
        self.received = b""
        self.number = 0
        self.expected = b""
        self.sent_at = 0.0

    def start(self) -> None:
        """Connect, and send the handshake."""
        address = urlsplit(self.url)
        self.socket.connect((address.hostname, address.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        handshake = HANDSHAKE.format(path=address.path or "/", netloc=address.netloc)
        self.socket.send(handshake.encode())

    def is_open(self) -> bool:
        """Read; return whether the 101 is there."""
        self.received += self.socket.recv(65536)
        head, end, rest = self.received.partition(b"\r\n\r\n")
        if not end:
            return False
        assert head.startswith(b"HTTP/1.1 101 "), head
        self.received = rest
        return True

    def send(self, text: bytes) -> None:
        """Send a text message."""
        self.socket.sendall(bytes([TEXT]) + length(text, MASKED) + NO_MASK + text)

    def receive(self, message: bytes) -> bool:
        """Read; return whether `message`, in one frame, is all that has come."""
        self.received += self.socket.recv(65536)
        frame = bytes([TEXT]) + length(message) + message
        assert frame.startswith(self.received), self.received[:200]
        if len(self.received) < len(frame):
            return False
        self.received = b""
        return True

    def send_next(self) -> None:
        """Send a message that is unlike the one before."""
        self.number += 1
        text = b"%012d" % self.number
        self.expected = b"\x81\x0c" + text
        self.sent_at = perf_counter()
        self.socket.send(b"\x81\x8c\0\0\0\0" + text)


def length(text: bytes, bit: int = 0) -> bytes:
    """Return the length of a frame's payload as RFC 6455 writes it."""
    if len(text) < 126:
        return bytes([bit | len(text)])
    return struct.pack("!BH", bit | 126, len(text))


class Crowd:
    """Clients, and what tells which of them has something to read."""

    def __init__(self) -> None:
        self.poll = select.epoll()
        self.clients: dict[int, Client] = {}

    def connect(self, url: str, count: int) -> None:
        """Open `count` connections, some at a time."""
        new = iter([Client(url) for _ in range(count)])
        waiting = {self._start(client) for client in islice(new, CONNECTING_AT_ONCE)}
        while waiting:
            for client in self.readable(waiting):
                if client.is_open():
                    waiting.discard(client)
                    if (following := next(new, None)) is not None:
                        waiting.add(self._start(following))

    def _start(self, client: Client) -> Client:
        client.start()
        self.clients[client.fd] = client
        self.poll.register(client.fd, select.EPOLLIN)
        return client

    def readable(self, expected: Iterable[Client]) -> list[Client]:
        """Return the clients that have something to read."""
        found = self.poll.poll(PATIENCE)
        if not found:
            raise TimeoutError(f"nothing came for {len(list(expected))} clients")
        return [self.clients[fd] for fd, _ in found]

    def echo(self, seconds: float, rate: float = inf) -> list[float]:
        """
        Send and receive, each client by itself; return how long messages took.

        Whatever comes must be the answer to what was sent last: a message that is
        lost, doubled or out of order is an error.

        Args:
            seconds: How long.
            rate: How many messages a second at most.
        """
        times: list[float] = []
        clients, poll = self.clients, self.poll.poll
        for client in clients.values():
            client.send_next()
        began = now = perf_counter()
        end = began + seconds
        busy = len(clients)
        while busy:
            for fd, _ in poll(PATIENCE):
                client = clients[fd]
                data = client.socket.recv(4096)
                if data != client.expected:
                    raise AssertionError(f"{data!r} is not {client.expected!r}")
                now = perf_counter()
                times.append(now - client.sent_at)
                if len(times) > rate * (now - began):
                    sleep(len(times) / rate - (now - began))
                if now < end:
                    client.send_next()
                else:
                    busy -= 1
        return times

    def broadcast(self, text: bytes, rounds: int) -> float:
        """Let one client send it, until all have the news; return the median time."""
        sender = next(iter(self.clients.values()))
        times = []
        for _ in range(rounds):
            began = perf_counter()
            sender.send(text)
            waiting = set(self.clients.values())
            while waiting:
                for client in self.readable(waiting):
                    if client.receive(b"news"):
                        waiting.discard(client)
            times.append(perf_counter() - began)
        return sorted(times)[len(times) // 2]


def echo(url: str, connections: str, seconds: str, rate: str = "inf") -> object:
    """Measure an echo: messages a second, and their times in milliseconds."""
    crowd = Crowd()
    crowd.connect(url, int(connections))
    crowd.echo(1.0)  # warms everything up
    began = perf_counter()
    times = sorted(crowd.echo(float(seconds), float(rate)))
    took = perf_counter() - began
    return {
        "rate": len(times) / took,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[len(times) * 99 // 100] * 1000,
    }


def broadcast(url: str, connections: str, rounds: str) -> object:
    """Measure how fast one message comes to everybody: deliveries a second."""
    crowd = Crowd()
    crowd.connect(url, int(connections))
    took = crowd.broadcast(ids_or_all(crowd), int(rounds))
    return {"rate": len(crowd.clients) / took}


def slow(url: str, connections: str, rounds: str) -> object:
    """Measure a broadcast, and a loop of `send_message` that does the same: ms."""
    crowd = Crowd()
    crowd.connect(url, int(connections))
    ids = ids_or_all(crowd)
    return {
        "broadcast": crowd.broadcast(ids, int(rounds)) * 1000,
        "loop": crowd.broadcast(b"one by one" + ids, 1) * 1000,
    }


def chat(url: str, connections: str, rounds: str) -> object:
    """Measure the same in a chat: milliseconds, and the share that the table takes."""
    crowd = Crowd()
    crowd.connect(url, int(connections))
    clients = list(crowd.clients.values())
    ask(crowd, clients[0], b"forget")
    for client in clients:
        ask(crowd, client, b"join")
    told = crowd.broadcast(ids_or_all(crowd), int(rounds))
    looked_up = crowd.broadcast(b"all", int(rounds))
    return {"ms": looked_up * 1000, "share": 1 - told / looked_up}


def ids_or_all(crowd: Crowd) -> bytes:
    """Return what makes a server broadcast: the ids, if it has any."""
    ids = [ask(crowd, client, b"id").decode() for client in crowd.clients.values()]
    return json.dumps(ids).encode() if ids[0] else b"all"


def ask(crowd: Crowd, client: Client, question: bytes) -> bytes:
    """Return what a client is answered, in a short frame."""
    client.send(question)
    crowd.readable([client])
    return client.socket.recv(4096)[2:]


def connect(url: str, count: str) -> object:
    """Measure how many connections open in a second."""
    began = perf_counter()
    Crowd().connect(url, int(count))
    return {"rate": int(count) / (perf_counter() - began)}


def idle(url: str, count: str) -> object:
    """Open connections and keep them until standard input ends."""
    crowd = Crowd()
    crowd.connect(url, int(count))
    sys.stdout.write("{}\n")
    sys.stdout.flush()
    sys.stdin.read()
    return {}


MEASUREMENTS: dict[str, Callable[..., object]] = {
    "broadcast": broadcast,
    "chat": chat,
    "connect": connect,
    "echo": echo,
    "idle": idle,
    "slow": slow,
}


def main(url: str, what: str, *arguments: str) -> None:
    """Measure, and print what was seen."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    result = MEASUREMENTS[what](url, *arguments)
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()
    os._exit(0)  # nobody waits for ten thousand sockets to be closed one by one


if __name__ == "__main__":
    main(*sys.argv[1:])
