"""Broadcasts of a handler on the simulator: to everyone once, whatever goes wrong."""

import json
import time
from contextlib import ExitStack

import pytest
from websockets.sync.client import connect

from tests.simulator.shell.test_iam import statement

#: A message is what to send, to whom; the answer is the report.
CODE = """
import json, sys
from wingws_runtime import WebSocket, delivery, entry, fan_out

chat = WebSocket("Chat")
fan_out.SERVED = 10

def on_message(connection_id, body):
    if body == "id":
        return connection_id
    order = json.loads(body)
    if order.pop("one by one", False):
        return json.dumps(sum(chat.send_message(id_, "news") for id_ in order["to"]))
    fan_out.SERVED = order.pop("served", 10)
    report = chat.broadcast("news", **order)
    by_https = "wingws_runtime.signed_channel" in sys.modules
    return json.dumps([report.sent, report.gone, report.failed, by_https])

handler = entry(on_message, kind="message", reply=True)
"""

INVOKE = "arn:aws:lambda:us-east-1:000000000000:function:chat"


class Chat:
    """
    Clients of a handler that broadcasts.

    Attributes:
        clients: One for each connection.
        ids: Of the connections.
    """

    def __init__(self, daemon, clients, **options):
        self._stack = ExitStack()
        api = daemon.put_api()
        endpoint = f"http://127.0.0.1:{api['port']}/prod"
        captures = json.dumps({"websockets": {"Chat": {"endpoint": endpoint}}})
        arn = f"{api['execution_arn']}/prod/POST/@connections/*"
        options.setdefault("statements", [statement("lambda:InvokeFunction", INVOKE)])
        options["statements"].append(statement("execute-api:ManageConnections", arn))
        daemon.put_function(
            *(api, "chat", "$default"), code=CODE, captures=captures, **options
        )
        url = f"ws://127.0.0.1:{api['port']}/prod"
        self.clients = [self._stack.enter_context(connect(url)) for _ in range(clients)]
        self.ids = [self.ask(client, "id") for client in self.clients]

    def close(self):
        self._stack.close()

    def ask(self, client, body):
        """Return what the handler answers a client."""
        client.send(body)
        return client.recv(timeout=10)

    def order(self, **order):
        """Let the handler broadcast; return its report, and wait for nothing else."""
        sender, *_ = self.clients
        sender.send(json.dumps({"to": self.ids, **order}))
        while (answer := sender.recv(timeout=20)) == "news":
            pass
        return json.loads(answer)

    def received(self):
        """Return how many messages each client got that did not send."""
        counts = []
        for client in self.clients[1:]:
            client.send("id")  # what was sent before comes before
            counts.append(0)
            while client.recv(timeout=10) == "news":
                counts[-1] += 1
        return counts


@pytest.fixture
def chat(daemon):
    """Return a maker of chats."""
    with ExitStack() as stack:

        def make(clients, **options):
            made = Chat(daemon, clients, **options)
            stack.callback(made.close)
            return made

        yield make


def test_by_the_channel(chat):
    """Everyone gets it once, who left is named; no HTTPS client is made."""
    made = chat(10)
    made.clients.pop().close()
    assert made.order() == [9, [made.ids[-1]], [], False]
    assert made.received() == [1] * 8


def test_throttled_posts(daemon, chat):
    """What the account's quota stops is tried again until it goes through."""
    made = chat(10)
    daemon.admin("faults", faults={"throttled_posts": 0.5})
    assert made.order()[:3] == [10, [], []]
    daemon.admin("faults", faults={"throttled_posts": 0})
    assert made.received() == [1] * 9


def test_a_quota_that_is_used_up(daemon, chat):
    """Who could not be reached in the handler's time is named."""
    made = chat(5, timeout=1)
    daemon.admin("faults", faults={"throttled_posts": 1})
    sender = made.clients[0]
    sender.send(json.dumps({"to": made.ids}))
    sent, gone, failed, _ = json.loads(sender.recv(timeout=10))
    assert (sent, gone, sorted(failed)) == (0, [], sorted(made.ids))
    daemon.admin("faults", faults={"throttled_posts": 0})
    assert made.received() == [0] * 4


def test_posts_that_take_time(daemon, chat):
    """They go over connections of our own then, many at a time."""
    made = chat(10)
    made.clients.pop().close()
    daemon.admin("faults", faults={"post_latency": 0.1})
    began = time.monotonic()
    report = made.order()
    took = time.monotonic() - began
    assert report == [9, [made.ids[-1]], [], True]
    assert took > 0.2  # the first, then all others
    daemon.admin("faults", faults={"post_latency": 0})
    assert made.received() == [1] * 8


def test_one_by_one(daemon, chat):
    """A loop of send_message pays the latency each time."""
    made = chat(4)
    daemon.admin("faults", faults={"post_latency": 0.05})
    began = time.monotonic()
    made.order(**{"one by one": True})
    assert time.monotonic() - began >= 4 * 0.05


def invocations(events, count):
    """Return how the next invocations ended."""
    ended = (each for each in events if each["type"] == "invocation")
    return [next(ended)["status"] for _ in range(count)]


@pytest.mark.parametrize(
    "faults", [{}, {"throttled_posts": 0.3}, {"post_latency": 0.01}]
)
def test_fan_out(daemon, chat, faults):
    """Above what one invocation serves, further ones help; everyone gets it once."""
    made = chat(35)
    daemon.admin("faults", faults=faults)
    with daemon.watch() as events:
        assert made.order()[:3] == [35, [], []]
        assert invocations(events, 5) == ["ok"] * 5  # 10, 10, 10, 5 and the first
    daemon.admin("faults", faults=dict.fromkeys(faults, 0))
    assert made.received() == [1] * 34


def test_a_fan_out_that_is_throttled(chat):
    """Where Lambda runs no more invocations, the first one sends to everyone."""
    made = chat(25, reserved_concurrency=1)
    assert made.order()[0] == 25
    assert made.received() == [1] * 24


def test_a_fan_out_without_the_right(chat):
    """A role that does not allow it does not stop the broadcast."""
    made = chat(25, statements=[])
    assert made.order()[0] == 25
    assert made.received() == [1] * 24


def test_shares_that_crash(daemon, chat):
    """What an invocation that crashed should have sent, the first one does."""
    made = chat(25)
    daemon.admin("faults", faults={"crashes": 0.5})
    for sender in made.clients:  # until one's own invocation does not crash
        sender.send(json.dumps({"to": made.ids}))
        answer = "news"
        while answer == "news":
            answer = sender.recv(timeout=10)
        if isinstance(report := json.loads(answer), list):
            break
    assert report[:3] == [25, [], []]
