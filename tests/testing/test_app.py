"""What a test can ask of an app, and do to it."""

import asyncio
import json
import os
import time
from decimal import Decimal
from pathlib import Path

import pytest

from pulumi_wingws import PhaseError, SimulatorError
from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.testing import App, AppError, ExpectationFailed
from pulumi_wingws.testing import app as app_of
from tests.testing.processes import await_end_of, processes_of
from tests.testing.programs_here import MINIMAL

CONNECTIONS = "Connections"


# What has happened.


def test_invocations_of_a_handler(app):
    """Have the event and what came of it."""
    with app.connect("Other") as client:
        client.send("hi")
        client.receive()
    with app.connect("Chat") as client:
        client.send({"action": "fail"})
        client.receive()

    [echo] = app.invocations("Other $default")
    [fail] = app.invocations("fail")
    assert (echo.status, echo.event["body"], echo.error) == ("ok", "hi", None)
    assert echo.result == {"statusCode": 200, "body": "hi"}
    assert (fail.status, fail.error) == ("error", "LookupError: no such user")
    assert "LookupError: no such user" in fail.traceback
    assert fail.connection_id == client.connection_id


def test_logs_of_a_handler(app):
    """Have what it has printed, also while nobody has waited for it."""
    with app.connect("Chat") as client:
        client.send("one")
        client.send("two")

        assert sorted(app.logs("Chat $default")) == ["got one", "got two"]
        assert "INSERT" in app.logs("Connections-change")


def test_a_handler_that_there_is_not(app):
    """The error names all that there are, also for a route of two APIs."""
    with pytest.raises(
        ConfigurationError, match=r"'nope' is unknown; expected .*'Chat "
    ):
        app.logs("nope")
    with pytest.raises(ConfigurationError, match="stands for several"):
        app.logs("$default")


# Tables.


def test_tables_are_seeded_and_looked_at(app):
    """Python values go in and come out, whatever DynamoDB has."""
    table = app.table(CONNECTIONS)
    item = {
        "id": "a",
        "n": Decimal("1.5"),
        "b": b"\0\xff",
        "s": {"x", "y"},
        "l": [None],
    }

    table.put(item)
    table.put({"id": "b"})

    assert table.get({"id": "a"}) == item
    assert table.count == len(table.items()) == 2
    table.delete({"id": "a"})
    assert table.get({"id": "a"}) is None
    with pytest.raises(ValueError, match="expected values of id"):
        table.get({"key": "a"})
    with pytest.raises(
        ConfigurationError, match=r"'Rows' is unknown; expected .*Connect"
    ):
        app.table("Rows")


# Time and chance.


def test_an_idle_connection_ends(app):
    """After ten minutes that take no time, and its handler has run."""
    with app.connect("Chat") as client:
        app.advance(minutes=9, seconds=59)
        assert app.table(CONNECTIONS).count == 1
        app.advance(seconds=1)

        assert app.table(CONNECTIONS).count == 0
        client.expect_close(1001)


def test_an_item_expires(app):
    """When its time to live has passed."""
    app.table(CONNECTIONS).put({"id": "a", "expires": int(time.time()) + 3600})
    app.advance(minutes=59)
    assert app.table(CONNECTIONS).count == 1

    app.advance(hours=48)

    assert app.table(CONNECTIONS).count == 0


def test_faults_last_for_a_block(app):
    """A share of all, or the next few."""
    with app.connect("Other") as other, app.connect("Chat") as chat:
        with app.faults(gone_posts=1):
            chat.send({"action": "shout", "text": "hi"})
            chat.expect_nothing()
        with app.faults(next={"crashes": 1}):
            other.send("lost")
            assert "Internal server error" in other.receive()
            other.send("kept")
            assert other.receive() == "kept"
        chat.send({"action": "shout", "text": "hi"})
        assert chat.receive() == "HI"
    with pytest.raises(SimulatorError, match="'rain' is unknown"), app.faults(rain=1):
        pass


def test_faults_without_a_block(app):
    """Last until the test ends."""
    with app.connect("Other") as client:
        app.faults(crashes=1)
        client.send("lost")
        assert "Internal server error" in client.receive()
    app.reset()
    with app.connect("Other") as client:
        client.send("kept")
        assert client.receive() == "kept"


def test_faults_within_faults(app):
    """What the inner block ends goes on as it was, to the next few too."""
    with app.connect("Other") as client:
        with app.faults(next={"crashes": 1}):
            with app.faults(crashes=0):
                client.send("kept")
                assert client.receive() == "kept"
            client.send("lost")
            assert "Internal server error" in client.receive()
        client.send("kept")
        assert client.receive() == "kept"


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda app: app.advance(seconds=-1), "seconds -1 is not allowed"),
        (lambda app: app.advance(minutes="1"), "minutes '1' is not allowed"),
        (lambda app: app.settle(float("nan")), "timeout nan is not allowed"),
        (lambda app: app.faults(next="crashes"), "next 'crashes' is not"),
        (lambda app: app.table(CONNECTIONS).put("a"), "item 'a' is not allowed"),
        (lambda app: app.table(CONNECTIONS).get("a"), "key 'a' is not allowed"),
        (lambda app: app.table([]), r"table \[\] is unknown"),
        (lambda app: app.event_of("Chat").message({}), r"body \{\} is not allowed"),
        (lambda app: app.event_of("Chat").connect(7), "connection id 7 is not"),
        (lambda app: app.event_of("Chat").connect(query="a"), "query 'a' is not"),
        (lambda app: app.event_of("Chat").disconnect(code="x"), "close code 'x' is"),
    ],
)
def test_what_cannot_be_asked(app, ask, said):
    """The error has what was given."""
    with pytest.raises((TypeError, ValueError), match=said):
        ask(app)


def test_a_seed_makes_ids_the_same(app):
    """With a clock that stands, all of them."""
    ids = []
    for _ in range(2):
        app.reset()
        app.seed(7, now=1_000_000_000)
        with app.connect("Chat") as client:
            ids.append(client.connection_id)

    assert ids[0] == ids[1]


def test_a_cold_start_on_demand(app):
    """The next invocation has a new process."""
    with app.connect("Other") as client:
        for _ in range(2):
            client.send("warm")
            client.receive()
        app.recycle("Other $default")
        client.send("cold")
        client.receive()

    assert [each.cold for each in app.invocations("Other $default")[1:]] == [
        False,
        True,
    ]


def test_a_reset_leaves_nothing(app):
    """No items, no invocations, no faults, no clients."""
    with app.faults(gone_posts=1), app.connect("Chat"):
        app.reset()

        assert app.table(CONNECTIONS).count == 0
        assert app.invocations() == []
    with app.connect("Chat") as client:
        client.send({"action": "shout", "text": "hi"})
        assert client.receive() == "HI"


# Handlers that a test calls itself.


def test_a_handler_is_called(app):
    """What it captured acts on the simulator."""
    with app.connect("Chat") as client:
        app.handler("Chat $default")("some-id", "direct")
        assert client.receive() == "direct"
        app.handler("settings")(client.connection_id)

        known = client.receive_json()
    assert (known["limit"], known["greeting"]) == (3, "hello")
    assert known["callback_url"].startswith("http://127.0.0.1:")


def test_a_handler_is_known_by_its_function(app):
    """Of an API whose routes have functions of their own."""
    assert app.handler("Chat-default") is app.handler("Chat $default")


def test_an_api_that_knows_its_connections(project):
    """Its handlers can be called too; where one function has all, by their routes."""
    program = MINIMAL.replace('"Chat"', '"Chat", connections=True, handlers="single"')
    program = program.replace("body\n", "chat.room(body).join(connection_id)\n")
    with app_of(project(program)) as app, app.connect() as client:
        assert app.handler("$default")(client.connection_id, "red") is True
        (member,) = app.program.chat.room("red").members()
        assert member.connection_ids == (client.connection_id,)
        client.close()
        app.seed(7, now=1_000_000_000)  # by this machine's clock all of it has expired
        with app.connect() as late:
            assert app.handler("$default")(late.connection_id, "red") is True
            assert [each.user for each in app.program.chat.room("red").members()] == [
                late.connection_id
            ]
        with pytest.raises(AppError, match=r"expected one of .*'\$default'.*, with"):
            app.handler("Chat-routes")


def test_an_async_handler_is_called(app):
    """It is what was decorated, a coroutine function."""
    assert asyncio.run(app.handler("Other $default")("some-id", "hi")) == "hi"


def test_handlers_take_events(app):
    """As API Gateway makes them, with what the API has."""
    event = app.event_of("Chat").connect("some-id", query={"user": "b"})
    app.handler("Chat $connect")("some-id", event)

    assert app.table(CONNECTIONS).get({"id": "some-id"})["user"] == "b"
    refused = app.event_of("Chat").connect("some-id", query={"user": "nobody"})
    answer = app.handler("Chat $connect")("some-id", refused)
    assert answer == app.program.Reject(401)


def test_events_are_those_of_the_simulator(app):
    """Key by key, of a connect, a message and a disconnect."""
    with app.connect("Other") as client:
        client.send("hi")
        client.receive()
    with app.connect("Chat") as client:
        client.send("hi")
        client.receive()
    made = app.event_of("Chat")

    for handler, event in (
        ("Chat $connect", made.connect()),
        ("Chat $default", made.message("hi")),
        ("$disconnect", made.disconnect()),
    ):
        [invocation] = app.invocations(handler)
        assert _keys(invocation.event) - _CLIENTS == _keys(event), handler
    assert json.dumps(event)


def test_events_have_the_simulators_time(app):
    """And ids that no other has, the same ones in each test."""
    made = []
    for _ in range(2):
        app.reset()
        app.seed(7, now=1_000_000_000)
        app.advance(seconds=5)
        made.append([app.event_of("Chat").connect() for _ in range(2)])

    assert made[0] == made[1]
    assert made[0][0].connection_id != made[0][1].connection_id
    context = made[0][0]["requestContext"]
    assert context["requestTimeEpoch"] == 1_000_000_005_000


#: What the library's client sends, and others need not.
_CLIENTS = {"userAgent", "User-Agent", "Connection", "Upgrade"}


def _keys(event):
    if not isinstance(event, dict):
        return set()
    return set(event).union(*map(_keys, event.values()))


def test_the_program_is_a_module(app, monkeypatch):
    """A test can call and replace what is in there."""
    monkeypatch.setattr(app.program, "loud", lambda text: f"{text}!")
    with app.connect("Chat") as client:
        body = json.dumps({"text": "hi"})
        app.program.shout(client.connection_id, body)

        assert client.receive() == "hi!"


def test_the_process_is_as_it_was(app):
    """When the test has ended."""
    before = dict(os.environ), Path.cwd()
    app.program  # noqa: B018
    assert "AWS_SECRET_ACCESS_KEY" in os.environ
    handler = app.handler("Chat $default")

    app.reset()

    assert (dict(os.environ), Path.cwd()) == before
    with pytest.raises(PhaseError):
        handler("some-id", "hi")


# Conversations.


def test_a_conversation_is_played_again(app, tmp_path):
    """What is otherwise is said, with what handlers did."""
    file = tmp_path / "talk.json"
    steps = [
        {"connect": "a"},
        {"send": "a", "text": "hi"},
        {"receive": "a", "text": "hi"},
        {"close": "a"},
    ]
    file.write_text(json.dumps({"version": 1, "steps": steps}))
    app.replay(file, "Other")
    steps[2]["text"] = "ho"
    file.write_text(json.dumps({"version": 1, "steps": steps}))

    with pytest.raises(ExpectationFailed) as failure, app.faults(next={"crashes": 1}):
        app.replay(file, "Other")

    text = str(failure.value)
    assert "step 3, a: expected 'ho', got" in text
    assert "Other-default: MESSAGE 'hi'" in text


def test_a_conversation_is_found_from_the_project(app, the_folder):
    """Wherever the tests run."""
    (the_folder / "talk.json").write_text('{"version": 1, "steps": [{"connect": "a"}]}')
    assert not Path("talk.json").exists()
    app.replay("talk.json", "Other")


# Apps of their own.


def test_an_app_that_was_closed(project):
    """Says so, whatever one asks of it or of its clients."""
    with app_of(project(MINIMAL)) as app:
        client = app.connect()
    for ask in (app.connect, app.logs, app.reset, app.story, client.close):
        with pytest.raises(SimulatorError, match="the app is closed"):
            ask()
    with pytest.raises(SimulatorError, match="the app is closed"):
        app.handler("$default")
    app.close()


def test_what_a_block_raises(project):
    """Is raised, also if its client cannot be closed any more."""

    async def leave(app):
        async with app.aconnect():
            app.close()
            raise LookupError

    app = App(project(MINIMAL))
    with pytest.raises(LookupError), app.connect():
        app.close()
        raise LookupError
    with pytest.raises(LookupError):
        asyncio.run(leave(App(project(MINIMAL))))
    app = App(project(MINIMAL))
    with pytest.raises(SimulatorError, match="the app is closed"), app.connect():
        app.close()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"stack": ""}, "stack '' cannot be one; expected up to 100 letters"),
        ({"stack": ".."}, r"stack '\.\.' cannot be one"),
        ({"stack": "a/b"}, "stack 'a/b' cannot be one"),
        ({"stack": None}, "stack None cannot be one"),
        ({"config": ["limit"]}, r"config \['limit'\] is not allowed; expected a dict"),
    ],
)
def test_what_is_no_stack(the_folder, how, said):
    """Nothing is started for it."""
    with pytest.raises((TypeError, ValueError), match=said):
        App(the_folder, **how)


def test_the_plain_form_leaves_nothing_behind(project, monkeypatch, tmp_path):
    """No process, no folder, and nothing in the project's own."""
    folder = project(MINIMAL)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before = sorted(folder.rglob("*"))

    with app_of(folder) as app:
        url = app.url()
        with app.connect() as client:
            client.send("hi")
            assert client.receive() == "hi"
        assert processes_of(temporary)

    assert sorted(folder.rglob("*")) == before
    assert [*temporary.iterdir()] == []
    await_end_of(temporary)
    assert url.endswith("/prod")


def test_two_apps_of_one_program(project):
    """Have ports and tables of their own."""
    folder = project(MINIMAL)
    with (
        app_of(folder) as one,
        app_of(folder, stack="two") as two,
        one.connect() as a,
        two.connect() as b,
    ):
        a.send("hi")
        assert a.receive() == "hi"
        b.expect_nothing()
        assert one.handler("$default")("some-id", "hi") == "hi"
        with pytest.raises(AppError, match="handlers of one app at a time"):
            two.handler("$default")
        one.reset()
        assert two.handler("$default")("some-id", "hi") == "hi"


def test_a_program_that_is_wrong(project):
    """Is shown with its place, and leaves nothing behind."""
    with pytest.raises(AppError, match=r"__main__\.py:3:.*NameError"):
        App(project("import pulumi_wingws\n\nchta.on_message\n"))
    with pytest.raises(AppError, match="has no handlers"):
        App(project("import pulumi_wingws\npulumi_wingws.WebSocket('Chat')\n"))
    folder = project("")
    (folder / "__main__.py").unlink()
    with pytest.raises(AppError, match=rf"^there is no __main__\.py in {folder}$"):
        App(folder)


def test_a_folder_without_a_project(tmp_path):
    """The error says what is expected."""
    with pytest.raises(ConfigurationError, match=r"there is no Pulumi\.yaml"):
        App(tmp_path)


def test_a_handler_that_hangs(project):
    """Is not waited for without end, and the error says what happened."""
    hangs = "    import time\n    print('hanging')\n    time.sleep(60)\n"
    program = MINIMAL.replace("    return body\n", hangs)
    with app_of(project(program)) as app:
        client = app.connect()
        client.send("hi")
        with pytest.raises(
            ExpectationFailed, match=r"after 0\.1 s there are 1 handlers"
        ):
            app.settle(timeout=0.1)
