"""Rooms, users and states of connections, as handlers hold them, on real tables."""

import itertools

import pytest
from wingws_runtime import (
    Accept,
    Broadcast,
    ConnectionGone,
    InvalidResult,
    Member,
    NoRegistry,
    Presence,
    StateConflict,
    StillConnecting,
    Throttled,
    WebSocket,
    clients,
    entry,
)
from wingws_runtime.registered import LIFETIME, Seat
from wingws_runtime.registry import Registry, RegistryTable
from wingws_runtime.roster import YOUNG

from tests.runtime.conftest import key_schema, variables

GONE = {"x_amzn_ErrorType": "GoneException"}
NOW = 1_700_000_000
ENDPOINT = "AWS_ENDPOINT_URL_DYNAMODB"

_numbers = itertools.count(1)


@pytest.fixture
def table(dynamodb, aws, monkeypatch, wingws):
    """Return the name of a table of connections, which `Chat` is told of."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", variables(dynamodb)[ENDPOINT])
    name = f"connections-{next(_numbers)}"
    told = {"Chat": {"endpoint": f"{aws.url}/prod", "connections": name}}
    wingws(websockets=told, registers=name)
    clients.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=key_schema("pk", "sk"),
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")
        ],
    )
    return name


@pytest.fixture
def chat(table):
    """Return the WebSocket."""
    return WebSocket("Chat")


@pytest.fixture
def connect(table, golden):
    """Return what handles a handshake: `connect(id, result)` with on_connect's."""

    def connect(id_, result=None, *, at=NOW, **context):
        event = golden["connect"]
        own = {"connectionId": id_, "requestTimeEpoch": at * 1000}
        context = {"authorizer": {}, **own, **context}
        raw = {**event, "requestContext": {**event["requestContext"], **context}}
        return entry(lambda connection_id: result, kind="connect")(raw, None)

    return connect


@pytest.fixture
def disconnect(table, golden):
    """Return what handles the end of a connection, by a handler."""

    def disconnect(id_, handler=lambda connection_id: None, *, at=NOW):
        event = golden["disconnect"]
        context = {"connectionId": id_, "requestTimeEpoch": at * 1000}
        raw = {**event, "requestContext": {**event["requestContext"], **context}}
        return entry(handler, kind="disconnect")(raw, None)

    return disconnect


def rows(table):
    """Return the keys of all rows."""
    return {(item["pk"], item["sk"]) for item in RegistryTable(table).scan()}


def test_who_is_accepted_is_registered(chat, connect):
    """By the name that on_connect gave, else the authorizer, else alone by its id."""
    connect("a", Accept(user="ann", rooms=["red"]))
    connect("b", authorizer={"principalId": "bob"})
    connect("c", {"statusCode": 200})

    assert chat.user("ann").connections() == ("a",)
    assert chat.connection("b").user == "bob"
    assert chat.user("c").connections() == ("c",)
    assert chat.room("red").members() == [Member("ann", ("a",))]


@pytest.mark.parametrize("result", [False, {"statusCode": 403}])
def test_who_is_refused_is_not(connect, table, result):
    """Not a row is written."""
    connect("a", result)
    assert rows(table) == set()


def test_who_disconnects_is_known_to_its_handler_and_then_forgotten(
    chat, connect, disconnect, table
):
    """Also where the handler fails, and by none of the rooms left behind."""
    connect("a", Accept(user="ann", rooms=["red", "blue"]))
    seen = []

    def on_disconnect(connection_id):
        seen.append(chat.connection(connection_id).user)
        raise LookupError

    with pytest.raises(LookupError):
        disconnect("a", on_disconnect)
    assert seen == ["ann"]
    assert rows(table) == set()


def test_rooms(chat, connect):
    """A connection joins and leaves, as often as it likes; gone ones do neither."""
    connect("a", Accept(user="ann"))
    connect("b", Accept(user="ann"), at=NOW + 1)
    red = chat.room("red")

    assert [red.join("a"), red.join("a"), red.join("b"), red.join("x")] == [
        True,
        True,
        True,
        False,
    ]
    assert red.members() == [Member("ann", ("a", "b"))]
    assert [red.leave("a"), red.leave("a"), red.leave("x")] == [True, False, False]
    assert red.members() == [Member("ann", ("b",))]


def test_messages(chat, connect, aws):
    """To a room, to a user, or to everyone; each connection once."""
    connect("a", Accept(user="ann", rooms=["red"]))
    connect("b", Accept(user="ann"))
    connect("c", Accept(user="carl", rooms=["red"]))
    for _ in range(6):
        aws.will_answer(200)

    assert chat.room("red").broadcast("x", exclude="c").sent == 1
    assert chat.user("ann").send("x").sent == 2
    assert chat.broadcast("x").sent == 3
    sent_to = [path.rpartition("/")[2] for _, path, _, _ in aws.requests]
    assert [sent_to[0], {*sent_to[1:3]}, {*sent_to[3:]}] == [
        "a",
        {"a", "b"},
        {"a", "b", "c"},
    ]


def test_who_is_gone_is_taken_out_once_it_is_old_enough(chat, connect, aws, table):
    """Until its client got the 101, API Gateway answers 410 too."""
    connect("a", Accept(user="ann", rooms=["red"]))
    connect("b", at=NOW + YOUNG)  # the running event says what time it is
    for _ in range(4):
        aws.will_answer(410, **GONE)

    assert set(chat.broadcast("x").gone) == {"a", "b"}
    assert ("everyone", "ann") in rows(table)

    connect("c", False, at=NOW + YOUNG + 2)
    assert set(chat.broadcast("x").gone) == {"a", "b"}
    assert rows(table) == {("everyone", "b"), ("connection#b", "#")}


def test_a_report_is_not_lost_because_the_table_is_busy(
    chat, connect, aws, monkeypatch, caplog
):
    """Who is gone stays registered then, which the log says."""
    connect("a")
    connect("b", False, at=NOW + YOUNG + 2)
    aws.will_answer(410, **GONE)

    def busy(self, **_):
        raise Throttled(self.name, "update_item")

    monkeypatch.setattr(RegistryTable, "update_item", busy)
    assert chat.broadcast("x") == Broadcast(0, gone=("a",))
    assert "stay registered: update_item of connections-" in caplog.text


def test_what_has_expired_is_not_there(chat, connect):
    """Though the service has not removed it yet."""
    connect("a", Accept(user="ann", rooms=["red"]))
    connect("b", False, at=NOW + LIFETIME)

    assert chat.room("red").members() == []
    assert chat.user("ann").connections() == ()
    assert chat.room("blue").join("a") is False


def test_everybody_of_a_large_room(chat, connect, table):
    """All pages are read."""
    registry = Registry(RegistryTable(table), lambda: NOW)
    users = [f"{number:03}" + "x" * 900 for number in range(60)]
    for user in users:
        for tab in range(20):
            seat = Seat(4_000_000_000, f"{user[:3]}{tab}" * 150)
            registry._sit("room#red", user, seat)
    members = chat.room("red").members()

    assert [member.user for member in members] == users
    assert {len(member.connection_ids) for member in members} == {20}


def test_states(chat, connect):
    """What is assigned is there for everybody; a copy is read."""
    connect("a")
    mine = chat.connection("a")
    assert mine.state == {}
    mine.state["lost"] = 1
    mine.state = {"n": 0.5, "deep": [{"x": None}]}
    mine.state = {**mine.state, "m": 1}

    assert chat.connection("a").state == {"n": 0.5, "deep": [{"x": None}], "m": 1}


def test_a_state_that_somebody_wrote_meanwhile(chat, connect):
    """The second writer hears of it, the first time too, and nothing is lost."""
    connect("a")
    for number in (1, 2):
        one, other = chat.connection("a"), chat.connection("a")
        assert one.state == other.state
        one.state = {"number": number}
        with pytest.raises(StateConflict, match="connection 'a' was written since"):
            other.state = {"number": "lost"}
        assert chat.connection("a").state == {"number": number}


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        (
            {"x": "y" * 20000},
            ValueError,
            "state has 20008 bytes of JSON; at most 16384",
        ),
        ({"x": object()}, TypeError, "object has no JSON form"),
        ([1], TypeError, r"state \[1\] is not allowed; expected a dict"),
    ],
)
def test_what_is_no_state(chat, connect, state, error, said):
    """Is refused before anything is written."""
    connect("a")
    with pytest.raises(error, match=said):
        chat.connection("a").state = state
    assert chat.connection("a").state == {}


def test_a_connection_that_is_gone(chat, connect, disconnect):
    """It has no user and no state any more."""
    connect("a")
    known = chat.connection("a")
    assert known.state == {}
    disconnect("a")

    with pytest.raises(ConnectionGone):
        known.state = {"x": 1}
    with pytest.raises(ConnectionGone):
        _ = chat.connection("a").user


def test_a_connection_that_is_connecting(chat, table, golden):
    """It cannot join before it is registered, and the error says what to return."""
    said = []

    def on_connect(connection_id):
        for act in (
            lambda: chat.room("red").join(connection_id),
            lambda: chat.room("red").leave(connection_id),
            lambda: chat.connection(connection_id).state,
        ):
            with pytest.raises(StillConnecting) as error:
                act()
            said.append(str(error.value))

    entry(on_connect, kind="connect")(golden["connect"], None)
    assert len(said) == 3
    assert all(
        text.endswith("return Accept(user=…, rooms=[…]) from it") for text in said
    )


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", ValueError),
        ("x" * 1025, ValueError),
        ("\ud800", ValueError),
        (7, TypeError),
    ],
)
def test_bad_names(chat, name, error):
    """Rooms and users have a text that is a key; else the error says what one is."""
    for act in (
        chat.room,
        chat.user,
        lambda name: Accept(user=name),
        lambda name: Accept(rooms=[name]),
    ):
        with pytest.raises(error, match="is not allowed; expected text"):
            act(name)


@pytest.mark.parametrize(
    ("connection_id", "error"), [("", ValueError), (None, TypeError), (7, TypeError)]
)
def test_what_is_no_connection(chat, connection_id, error):
    """Is an error that says so, not a connection that is gone, or still connecting."""
    for act in (chat.room("red").join, chat.room("red").leave, chat.connection):
        with pytest.raises(error, match=r"connection .* is not allowed; expected"):
            act(connection_id)


def test_one_text_is_not_some_rooms():
    """Nobody wants to be in `l`, `o`, `b`, `b` and `y`."""
    with pytest.raises(TypeError, match="rooms 'lobby' are not allowed; expected a l"):
        Accept(rooms="lobby")


def test_without_connections(wingws, golden):
    """Rooms, users and states say what they need; so does who accepts for a user."""
    wingws(websockets={"Chat": {"endpoint": "http://localhost/prod"}})
    chat = WebSocket("Chat")
    for ask in (chat.room, chat.user, chat.connection):
        with pytest.raises(NoRegistry, match="connections=True"):
            ask("x")
    run = entry(lambda connection_id: Accept(user="ann"), kind="connect")
    with pytest.raises(InvalidResult, match="without connections=True"):
        run(golden["connect"], None)


def record(pk, old, new):
    """Return a record of the stream of a table of connections."""
    images = {"OldImage": old, "NewImage": new}
    shown = {name: image for name, image in images.items() if image is not None}
    keys = {"pk": {"S": pk}, "sk": {"S": "ann"}}
    told = {"Keys": keys, "SequenceNumber": "1", **shown}
    return {"eventName": "MODIFY", "dynamodb": told}


SEATS = {"seats": {"SS": ["1#a"]}}


def test_presences():
    """A handler hears who comes into a room and who leaves it, and of nothing else."""
    seen = []
    records = [
        record("room#red", None, SEATS),
        record("room#red", SEATS, {"seats": {"SS": ["1#a", "1#b"]}}),
        record("everyone", None, SEATS),
        record("connection#a", None, {}),
        record("room#red", SEATS, {}),
        record("room#red", {}, None),
        record("room#a#b", SEATS, None),
    ]
    run = entry(lambda presence: seen.append(presence), kind="presence")

    assert run({"Records": records}, None) == {"batchItemFailures": []}
    assert seen == [
        Presence("red", "ann", joined=True),
        Presence("red", "ann", joined=False),
        Presence("a#b", "ann", joined=False),
    ]
