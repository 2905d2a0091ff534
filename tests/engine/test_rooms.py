"""``connections=True`` on the simulator: rooms, users, states and presences."""

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.engine.simulator import Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

# As API Gateway's ids are.
YOUNG, OLD = "YoungYoungYoun0=", "OldOldOldOldOl0="

PROGRAM = """
import json

import pulumi
from pulumi_wingws import Accept, Presence, Reject, WebSocket

chat = WebSocket("Chat", connections=True)
told = WebSocket("Told")

@told.on_message(reply=True)
def hello(connection_id, body):
    return connection_id

@chat.on_connect
def on_connect(connection_id, event):
    user = event.query["user"]
    return Accept(user=user, rooms=["lobby"]) if user != "nobody" else Reject(401)

@chat.on_message(reply=True)
def on_message(connection_id, body):
    asked = json.loads(body)
    room = chat.room(asked.get("room", "lobby"))
    match asked["do"]:
        case "join":
            return room.join(connection_id)
        case "leave":
            return room.leave(connection_id)
        case "who":
            return {each.user: len(each.connection_ids) for each in room.members()}
        case "say":
            return room.broadcast("said", exclude=connection_id).sent
        case "all":
            return vars(chat.broadcast("to all", exclude=connection_id))
        case "tell":
            return chat.user(asked["user"]).send("told").sent
        case "count":
            me = chat.connection(connection_id)
            me.state = {"count": me.state.get("count", 0) + 0.5}
            return [me.user, chat.connection(connection_id).state]
        case "drop":
            return chat.disconnect(asked["id"])

@chat.on_presence
def on_presence(presence: Presence) -> None:
    verb = "joined" if presence.joined else "left"
    told.broadcast(f"{presence.user} {verb} {presence.room}", to=LISTENER)

pulumi.export("url", chat.url)
pulumi.export("told", told.url)
"""


def asked(client, do, **arguments):
    """Ask a client's handler, and return the reply."""
    client.send(json.dumps({"do": do, **arguments}))
    return json.loads(client.recv(timeout=30))


def heard(client):
    """Return what a client is pushed next."""
    return client.recv(timeout=30)


@pytest.fixture
def served(make_project):
    """Return the deployed program, a connector of users, and who hears presences."""
    project = make_project(PROGRAM.replace("LISTENER", "[]"))
    project.config_set("target", "sim")
    project.up()
    outputs = project.outputs
    with connect(outputs["told"]) as listener:
        listener.send("")
        project.write(PROGRAM.replace("LISTENER", repr([heard(listener)])))
        project.up()
        yield project, lambda user: connect(f"{outputs['url']}?user={user}"), listener


def test_rooms_users_and_presences(served):
    """A user is in a room from the first of two tabs to the last, whoever else comes;
    messages reach the room, the user or everyone; nobody refused is registered."""
    project, connect_as, listener = served
    with connect_as("ann") as ann, connect_as("bob") as bob:
        assert {heard(listener), heard(listener)} == {
            "ann joined lobby",
            "bob joined lobby",
        }
        with connect_as("ann") as tab:
            assert asked(tab, "who") == {"ann": 2, "bob": 1}
            assert asked(bob, "tell", user="ann") == 2
            assert (heard(ann), heard(tab)) == ("told", "told")
            assert asked(tab, "join", room="red") is True
            assert heard(listener) == "ann joined red"
            assert asked(bob, "say", room="red") == 1
            assert heard(tab) == "said"
        assert heard(listener) == "ann left red"
        with pytest.raises(InvalidStatus):
            connect_as("nobody").__enter__()
        assert asked(bob, "all") == {"sent": 1, "gone": [], "failed": []}
        assert heard(ann) == "to all"
        assert asked(ann, "count") == ["ann", {"count": 0.5}]
        assert asked(ann, "count") == ["ann", {"count": 1.0}]
        assert asked(ann, "leave") is True
        assert heard(listener) == "ann left lobby"
        assert asked(bob, "who") == {"bob": 1}
    assert heard(listener) == "bob left lobby"
    assert not project.up().changed()


def test_who_vanished_is_found_to_be_gone(served):
    """A connection that no `$disconnect` told of is taken out by the next message to
    it, everywhere, and its user leaves; a young one stays."""
    project, connect_as, listener = served
    table = Rows(project)
    with connect_as("bob") as bob:
        assert heard(listener) == "bob joined lobby"
        table.add("carl", YOUNG, age=0)
        assert heard(listener) == "carl joined lobby"
        assert asked(bob, "all")["gone"] == [YOUNG]
        assert asked(bob, "who") == {"bob": 1, "carl": 1}
        table.add("dora", OLD, age=100)
        assert heard(listener) == "dora joined lobby"
        assert sorted(asked(bob, "all")["gone"]) == sorted([OLD, YOUNG])
        assert heard(listener) == "dora left lobby"
        assert asked(bob, "who") == {"bob": 1, "carl": 1}


class Rows:
    """The table of connections, written from outside as a registration would."""

    def __init__(self, project):
        self._client = Stack(project).client("dynamodb")
        (self._name,) = self._client.list_tables()["TableNames"]

    def add(self, user, id_, *, age):
        """Register a connection that is not there, some seconds ago."""
        (row,) = (
            item
            for item in self._client.scan(TableName=self._name)["Items"]
            if item["pk"]["S"] == "everyone" and item["sk"]["S"] == "bob"
        )
        expires = str(int(row["expires"]["N"]) - age)
        for pk in ("everyone", "room#lobby"):
            self._put(pk, user, expires, seats={"SS": [f"{expires}#{id_}"]})
        about = {"user": {"S": user}, "rooms": {"SS": ["lobby"]}}
        self._put(f"connection#{id_}", "#", expires, **about)

    def _put(self, pk, sk, expires, **attributes):
        key = {"pk": {"S": pk}, "sk": {"S": sk}, "expires": {"N": expires}}
        self._client.put_item(TableName=self._name, Item={**key, **attributes})
