"""`wingws record`, and `wingws parity` of what it has written."""

import json
import signal

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

TELLING = """
def handler(event, context):
    about = event["requestContext"]
    if about["routeKey"] == "$connect":
        refused = "no" in (event.get("queryStringParameters") or {})
        return {"statusCode": 403 if refused else 200}
    return {"statusCode": 200, "body": event["body"] + " of " + about["connectionId"]}
"""


@pytest.fixture
def room(daemon):
    """An API that refuses some, and says to others who they are; its URL."""
    api = daemon.put_api("Room")
    for name, route in (("connect", "$connect"), ("default", "$default")):
        daemon.put_function(api, f"Room-{name}", route, code=TELLING)
    return f"ws://127.0.0.1:{api['port']}/prod"


def talk(room):
    """Talk to the room, with secrets in headers."""
    with connect(room, additional_headers={"Cookie": "secret"}) as one:
        one.send("hi")
        one.recv(timeout=10)
        with connect(f"{room}?user=b", subprotocols=["chat"]) as two:
            two.send("ho")
            two.recv(timeout=10)
    with pytest.raises(InvalidStatus):
        connect(f"{room}?no=1").__enter__()


SHAPE = [
    *("connect client 1", "send client 1", "receive client 1"),
    *("connect client 2", "send client 2", "receive client 2"),
    *("close client 2", "close client 1", "rejected client 3"),
]


def shape_of(path):
    document = json.loads(path.read_text())
    return [" ".join(next(iter(step.items()))) for step in document["steps"]]


def test_all_clients_until_ctrl_c(shell, room):
    """What they said before is no part of it, and the file plays again."""
    with connect(room) as earlier, shell.start("record", "talk.json") as process:
        assert process.stderr.readline() == b"recording Room; Ctrl-C ends it\n"
        talk(room)
        earlier.send("who")
        earlier.recv(timeout=10)
        process.send_signal(signal.SIGINT)
        output, error = process.communicate()

    assert (process.returncode, output) == (0, b"")
    assert error.decode().splitlines() == [
        "note: clients that had connected before, and are left out: 1",
        "talk.json: 9 steps",
    ]
    file = shell.folder / "talk.json"
    assert shape_of(file) == SHAPE
    assert "secret" not in file.read_text()
    done = shell.run("parity", "Room", "talk.json", "-H", "Cookie: other")
    assert done.stdout == "talk.json  9 steps, all the same\n"


def test_what_has_happened(shell, room):
    """With --kept, at once; twice the same."""
    talk(room)
    for name in ("one.json", "two.json"):
        done = shell.run("record", name, "--kept", "--api", "Room")
        assert (done.returncode, done.stderr) == (0, f"{name}: 9 steps\n")
    one, two = (shell.folder / f"{name}.json" for name in ("one", "two"))
    assert shape_of(one) == SHAPE
    assert one.read_bytes() == two.read_bytes()


def test_the_beginning_may_be_lost(shell, room):
    """The simulator keeps so many events; an empty file is not written."""
    with connect(room) as client:
        for number in range(1400):
            client.send(f"{number}")
            client.recv(timeout=10)
        done = shell.run("record", "talk.json", "--kept")
    lost, strangers, nobody = done.stderr.splitlines()
    assert lost.startswith("note: the first ")
    assert lost.endswith(" events are not kept any more")
    assert strangers == "note: clients that had connected before, and are left out: 1"
    assert nobody == "wingws: no client has connected; nothing is written"
    assert done.returncode == 1
    assert not (shell.folder / "talk.json").exists()


def test_what_cannot_be_recorded(shell, daemon, room):
    """It is said what there is; a folder that is not there is no place."""
    refused = shell.run("record", "x.json", "--kept", "--api", "Hall")
    assert refused.stderr == (
        "wingws: WebSocket 'Hall' is unknown; stack 'dev' has: Room\n"
    )
    daemon.put_api("Hall")
    unnamed = shell.run("record", "x.json", "--kept")
    assert unnamed.stderr == (
        "wingws: name a WebSocket with --api; there are: Hall, Room\n"
    )
    nobody = shell.run("record", "x.json", "--kept", "--api", "Hall")
    assert nobody.stderr == "wingws: no client has connected; nothing is written\n"
    talk(room)
    nowhere = shell.run("record", "no/x.json", "--kept", "--api", "Room")
    assert "'no/x.json' cannot be written; expected a file in a" in nowhere.stderr
    assert nowhere.returncode == 2
    assert {each.returncode for each in (refused, unnamed, nobody)} == {1}


def test_the_simulator_ends(shell, daemon, room):
    """What it has kept ends with it, which is said."""
    with shell.start("record", "talk.json") as process:
        process.stderr.readline()
        daemon.stop()
        _, error = process.communicate()
    assert process.returncode == 1
    assert error.decode() == (
        "wingws: the simulator of stack 'dev' has stopped; nothing is written\n"
    )
    assert not (shell.folder / "talk.json").exists()
