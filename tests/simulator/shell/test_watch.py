"""What one sees who watches a stack."""

import http.client
import json
import os
import shutil
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import wingws_runtime
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

RING = 4_000  # so many events are kept

ECHO = """
def handler(event, context):
    return {"statusCode": 200, "body": event.get("body", "")}
"""

#: Prints, then posts to the sender, in the way of the runtime; and answers.
TALKATIVE = """
import json
from wingws_runtime import WebSocket

def handler(event, context):
    print("said", event["body"])
    to = json.loads(event["body"]).get("to") or event["requestContext"]["connectionId"]
    WebSocket("Chat").send_message(to, "first")
    WebSocket("Chat").send_message(to, "second")
    return {"statusCode": 200, "body": "answer"}
"""

#: Posts to the sender by stock boto3.
BY_BOTO3 = """
import boto3

def handler(event, context):
    where = event["requestContext"]
    endpoint = f"http://{where['domainName']}/{where['stage']}"
    client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
    client.post_to_connection(ConnectionId=where["connectionId"], Data=b"hi")
"""

MANAGE = [
    {
        "Effect": "Allow",
        "Action": ["execute-api:ManageConnections"],
        "Resource": ["arn:aws:execute-api:us-east-1:000000000000:*/*"],
    }
]


@contextmanager
def client_of(api):
    """A client of an API, gone at the end."""
    with connect(f"ws://127.0.0.1:{api['port']}/prod", proxy=None) as client:
        yield client


def until(events, type_, **fields):
    """Take events up to one of a type with such fields; return all of them."""
    taken = []
    for event in events:
        taken.append(event)
        if event["type"] == type_ and fields.items() <= event.items():
            return taken
    raise AssertionError(f"the watch ended before {type_} {fields}: {taken}")


def the(events, type_, **fields):
    """Return the only event of a type with such fields."""
    [event] = [
        each
        for each in events
        if each["type"] == type_ and fields.items() <= each.items()
    ]
    return event


def put_talkative(daemon, api):
    """Put a route `say`, whose function posts in the way of the runtime."""
    endpoint = f"https://127.0.0.1:{api['port']}/prod"
    daemon.put_function(
        *(api, "talkative", "say"),
        code=TALKATIVE,
        captures=json.dumps({"websockets": {"Chat": {"endpoint": endpoint}}}),
        statements=MANAGE,
    )
    shutil.copytree(
        Path(wingws_runtime.__file__).parent,
        daemon.root / "builds" / "talkative" / "wingws_runtime",
    )


def test_a_conversation(daemon):
    """Each event once, in the order in which things happen, under growing numbers."""
    api = daemon.put_api()
    daemon.put_function(api, "connect", "$connect", code=ECHO)
    daemon.put_function(api, "disconnect", "$disconnect", code=ECHO)
    put_talkative(daemon, api)
    text = '{"action": "say"}'

    with daemon.watch() as watched:
        with client_of(api) as client:
            client.send(text)
            assert [client.recv() for _ in range(3)] == ["first", "second", "answer"]
        events = until(watched, "invocation", event_type="DISCONNECT")

    first = events[0]["n"]
    assert [event["n"] for event in events] == [*range(first, first + len(events))]
    assert sorted(event["at"] for event in events) == [each["at"] for each in events]
    assert [each["type"] for each in events if each["type"] != "log"] == [
        *("invocation", "connect", "message"),
        *("post", "delivered", "post", "delivered"),
        *("invocation", "delivered", "disconnect", "invocation"),
    ]
    connected = the(events, "connect")
    id_ = {"api_id": api["api_id"], "connection_id": connected["connection_id"]}
    assert connected["source_ip"] == "127.0.0.1"
    assert connected["user_agent"].startswith("Python/")
    assert connected["status"] == 101
    message = the(events, "message", **id_)
    assert (message["data"], message["size"]) == (text, len(text))
    assert (message["route_key"], message["why"]) == ("say", "action is 'say'")
    invocation = the(events, "invocation", function="talkative", **id_)
    assert invocation["message_id"] == message["message_id"]
    assert invocation["event_type"] == "MESSAGE"
    assert (invocation["cold"], invocation["status"]) == (True, "ok")
    assert invocation["duration_ms"] > 0 and invocation["error"] is None
    request_id = invocation["request_id"]
    said = the(events, "log", function="talkative", request_id=request_id)
    assert said["text"] == f"said {text}"
    posts = [event for event in events if event["type"] == "post"]
    for post, data in zip(posts, ("first", "second"), strict=True):
        fields = {**id_, "request_id": request_id, "by": "talkative", "status": 200}
        assert fields.items() <= post.items()
        assert (post["data"], post["size"]) == (data, len(data))
    assert {each["message_id"] for each in (said, *posts)} == {message["message_id"]}
    delivered = [event for event in events if event["type"] == "delivered"]
    assert [event["size"] for event in delivered] == [5, 6, 6]
    answers = [event["message_id"] for event in delivered]
    assert answers == [None, None, message["message_id"]]
    end = the(events, "disconnect", **id_)
    assert (end["code"], end["initiator"]) == (1000, "client")
    assert the(events, "invocation", event_type="CONNECT", **id_)["message_id"] is None


def test_posts_that_fail_or_come_otherwise(daemon):
    """With their status; who signs a request is known by its key."""
    api = daemon.put_api()
    put_talkative(daemon, api)
    daemon.put_function(api, "boto", "boto", code=BY_BOTO3, statements=MANAGE)

    with daemon.watch() as watched, client_of(api) as client:
        client.send('{"action": "boto"}')
        [*_, post] = until(watched, "post")
        assert (post["status"], post["by"], post["request_id"]) == (200, "boto", None)
        client.send('{"action": "say", "to": "AAAAAAAAAAAAAAA="}')
        [*_, post] = until(watched, "post")
        assert (post["status"], post["by"]) == (410, "talkative")
        assert post["connection_id"] == "AAAAAAAAAAAAAAA="


def test_refused_handshakes(daemon):
    """What the client got is their status."""
    api = daemon.put_api()
    raises = "def handler(event, context): raise ValueError('no')"
    daemon.put_function(api, "connect", "$connect", code=raises)

    with daemon.watch() as watched:
        with pytest.raises(InvalidStatus), client_of(api):
            pass
        events = until(watched, "connect")

    assert events[-1]["status"] == 502
    invocation = the(events, "invocation")
    assert (invocation["status"], invocation["error"]) == ("error", "ValueError: no")
    assert invocation["connection_id"] == events[-1]["connection_id"]


def test_authorizers(daemon):
    """Theirs are invocations too, ahead of the connection."""
    api = daemon.put_api()
    refuses = "def handler(event, context): raise Exception('Unauthorized')"
    daemon.build("gate", refuses)
    daemon.put(
        *("function", "gate"),
        name="gate",
        api=api["api_id"],
        memory_size=1024,
        timeout=29,
        sha256="gate",
        path="builds/gate",
        captures="{}",
    )
    needs = {"authorization": "CUSTOM", "authorizer": "gate"}
    daemon.put_function(api, "connect", "$connect", code=ECHO, needs=needs)

    with daemon.watch() as watched:
        with pytest.raises(InvalidStatus), client_of(api):
            pass
        events = until(watched, "connect")

    assert events[-1]["status"] == 401
    assert the(events, "invocation", event_type="AUTHORIZER")["function"] == "gate"
    assert daemon.admin("state")["functions"][0]["purpose"] == ["authorizer"]


@pytest.mark.parametrize(
    ("message", "route_key", "why"),
    [
        ('{"action": "x"}', "$default", "no route 'x', so $default"),
        ("hällo", "$default", "not JSON, so $default"),
    ],
)
def test_messages_without_a_route_of_their_own(daemon, message, route_key, why):
    """The reason says what they lack; sizes are bytes."""
    api = daemon.put_api()
    daemon.put_function(api, "echo", "$default", code=ECHO)

    with daemon.watch() as watched, client_of(api) as client:
        client.send(message)
        [*_, event] = until(watched, "message")

    assert (event["route_key"], event["why"]) == (route_key, why)
    assert (event["data"], event["size"]) == (message, len(message.encode()))


def test_messages_that_reach_nobody(daemon):
    """No route, or too many of them: their sender gets an error frame, a delivery."""
    api = daemon.put_api()
    daemon.put_function(
        *(api, "echo", "echo"),
        code=ECHO,
        needs={"throttle_rate": 0.0, "throttle_burst": 0},
    )

    with daemon.watch() as watched, client_of(api) as client:
        client.send("hello")
        [*_, message, delivered] = until(watched, "delivered")
        assert message["why"] == "no route and no $default"
        assert message["route_key"] is None
        assert delivered["size"] == len(client.recv())
        client.send('{"action": "echo"}')
        [*_, message, delivered] = until(watched, "delivered")
        assert (message["route_key"], message["why"]) == ("echo", "throttled")


def test_what_is_deployed_and_deleted(daemon):
    """Each resource by its kind and name."""
    with daemon.watch() as watched:
        api = daemon.put_api()
        daemon.put_function(api, "echo", "$default", code=ECHO)
        daemon.put_table()
        daemon.admin("delete", kind="function", key="echo")
        daemon.admin("delete", kind="function", key="none")
        daemon.admin("delete", kind="table", key="Table")
        taken = [
            *until(watched, "deployed", kind="table"),
            *until(watched, "deployed", kind="table"),
        ]

    assert [(event["kind"], event["name"]) for event in taken] == [
        ("api", "api"),
        ("stage", "prod"),
        ("function", "echo"),
        ("table", "Table"),
        ("function", "echo"),
        ("table", "Table"),
    ]


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("import os\ndef handler(*_): os._exit(3)", "crash", "exit status 3"),
        ("def handler(*_): raise KeyError('x')", "error", "KeyError: 'x'"),
        (
            "def handler(*_):\n while True: pass",
            "timeout",
            "after 1.00 seconds",
        ),
    ],
    ids=["crash", "error", "timeout"],
)
def test_invocations_that_fail(daemon, code, status, error):
    """How, and with which error."""
    api = daemon.put_api()
    daemon.put_function(api, "bad", "$default", code=code, timeout=1)

    with daemon.watch() as watched, client_of(api) as client:
        client.send("hello")
        [*_, invocation] = until(watched, "invocation")

    assert invocation["status"] == status
    assert error in invocation["error"]


def test_invocations_that_are_refused(daemon):
    """They have no id, for Lambda never began them."""
    api = daemon.put_api()
    daemon.put_function(api, "none", "$default", code=ECHO, reserved_concurrency=0)

    with daemon.watch() as watched, client_of(api) as client:
        client.send("hello")
        [*_, invocation] = until(watched, "invocation")

    assert (invocation["status"], invocation["request_id"]) == ("throttled", None)
    assert invocation["error"] == "TooManyRequestsException: Rate Exceeded."


def test_who_comes_later_can_have_what_was(daemon):
    """From a number on; None is now; one of another simulator is all that there is."""
    api = daemon.put_api()

    with daemon.watch(0) as watched:
        seen = [next(watched)["n"], next(watched)["n"]]
    with daemon.watch(seen[0]) as watched:
        assert next(watched)["n"] == seen[1]
    with daemon.watch(1_000_000) as watched:
        assert next(watched)["n"] == seen[0]
    with daemon.watch() as watched:
        daemon.put_function(api, "echo", "$default", code=ECHO)
        assert next(watched)["n"] == seen[1] + 1


def test_everybody_who_watches_sees_the_same(daemon):
    """Each has a position of its own."""
    with daemon.watch() as one, daemon.watch() as other:
        daemon.put_api()
        assert [next(one), next(one)] == [next(other), next(other)]


def echo_many(api, count, text):
    """Send messages, a window of them at a time, and take in all their echoes."""
    with client_of(api) as client:
        for _ in range(count // 100):
            for _ in range(100):
                client.send(text)
            for _ in range(100):
                assert client.recv() == text


def check_numbers(events):
    """Check that events come one after the other, or are said to be lost; how many."""
    lost, expected = 0, 1
    for event in events:
        if event["type"] == "lost":
            lost += event["count"]
            expected += event["count"]
        else:
            assert event["n"] == expected
            expected += 1
    return lost


def test_what_is_no_longer_kept_is_counted(daemon):
    """The first line of a late one says how much it has missed."""
    api = daemon.put_api()
    daemon.put_function(api, "echo", "$default", code=ECHO)
    echo_many(api, 4000, "hello")

    with daemon.watch(0) as watched:
        events = until(watched, "disconnect")

    assert events[0]["type"] == "lost"
    assert check_numbers(events) == events[0]["count"] > 0
    assert len(events) - 1 == RING


def test_nobody_waits_for_a_watcher_that_does_not_read(daemon):
    """All messages are echoed meanwhile; it is told how much it has lost."""
    api = daemon.put_api()
    daemon.put_function(api, "echo", "$default", code=ECHO)

    with daemon.watch(0, receive_buffer=4096) as watched:
        echo_many(api, 8000, "x" * 2000)
        events = until(watched, "disconnect")

    assert check_numbers(events) > 0


def test_who_can_take_only_so_many_sees_whole_messages(daemon):
    """And how many there were besides, each event shown, left out or lost."""
    api = daemon.put_api()
    put_talkative(daemon, api)

    with daemon.watch(rate=50) as watched:
        with client_of(api) as client:
            for _ in range(100):
                client.send('{"action": "say"}')
                assert [client.recv() for _ in range(3)]
        events = until(watched, "disconnect")
        events += until(watched, "left_out")

    messages = [each for each in events if each["type"] == "message"]
    left_out = [each for each in events if each["type"] == "left_out"]
    assert 0 < len(messages) < 100
    assert len(messages) + sum(each["messages"] for each in left_out) == 100
    for message in messages:
        came = [e for e in events if e.get("message_id") == message["message_id"]]
        kinds = ["message", "log", "post", "post", "invocation", "delivered"]
        assert sorted(e["type"] for e in came) == sorted(kinds)
    assert len([e for e in events if e.get("message_id")]) == 6 * len(messages)
    ranges = [(each["after"], each["until"]) for each in left_out]
    assert all(after < until for after, until in ranges)
    assert ranges == sorted(ranges)


@pytest.mark.parametrize("rate", [0, -1, 1.5, "1", True])
def test_a_rate_is_a_number(daemon, rate):
    """Or null; nothing else."""
    with pytest.raises(AssertionError, match="expected events a second or null"):
        daemon.admin("watch", after=None, rate=rate)


def test_who_leaves_is_forgotten(daemon):
    """At once, though nothing happens that it could be told."""
    daemon.put_api()
    before = daemon.descriptors
    for _ in range(20):
        with daemon.watch():
            pass
    while daemon.descriptors > before:
        os.sched_yield()


def test_a_watcher_has_nothing_more_to_say(daemon):
    """Who sends a second request behind it loses the connection."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port)
    with closing(connection):
        headers = {"Authorization": f"Bearer {daemon.file['token']}"}
        connection.request("POST", "/admin/watch", '{"after": null}', headers)
        response = connection.getresponse()
        assert json.loads(response.readline()) == {"type": "tick"}
        connection.sock.sendall(b"POST /admin/hello HTTP/1.1\r\n\r\n")
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            response.read()


@pytest.mark.parametrize("after", [-1, 1.5, "1", True])
def test_a_position_is_a_number(daemon, after):
    """Or null; nothing else."""
    with pytest.raises(AssertionError, match="expected a whole number or null"):
        daemon.admin("watch", after=after)


def test_long_output_comes_whole(daemon):
    """In pieces that end where a line does."""
    api = daemon.put_api()
    code = "def handler(*_):\n    print(('x' * 99 + '\\n') * 100, end='')"
    daemon.put_function(api, "f", "$default", code=code)

    with daemon.watch() as watched, client_of(api) as client:
        client.send("hello")
        events = until(watched, "invocation")

    texts = [each["text"] for each in events if each["type"] == "log"][1:]
    assert len(texts) > 1
    assert "\n".join(texts).splitlines() == ["x" * 99] * 100
