"""Time that jumps, in a running daemon: `advance`."""

import json
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed

from tests.simulator.shell.running_stack import (
    HANGS,
    HOUR,
    MINUTE,
    TRIES,
    RunningStack,
    expires,
)


def test_ten_minutes_of_silence(stack):
    """The client gets 1001, and `$disconnect` has run when the answer is there."""
    with stack.connect() as client:
        stack.advance(10 * MINUTE - 5)
        client.send("still here")
        assert client.recv() == "MESSAGE"
        stack.advance(10 * MINUTE - 5)
        assert stack.told() == ["CONNECT", "MESSAGE"]

        stack.advance(5)

        assert stack.told() == ["CONNECT", "MESSAGE", "DISCONNECT"]
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=5)
        assert caught.value.rcvd.code == 1001


def test_two_hours(stack):
    """However busy it is, a connection ends after two hours."""
    with stack.connect() as client:
        for _ in range(15):
            stack.advance(8 * MINUTE - 1)
            client.send("busy")
            assert client.recv() == "MESSAGE"
        stack.advance(MINUTE)
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=5)

    assert caught.value.rcvd.code == 1001
    assert stack.told()[-1] == "DISCONNECT"


def test_events_show_the_time(stack):
    """Events tell the time that it has become, of which the answer tells too."""
    with stack.connect() as client:
        began = stack.advance(0)["now"]
        now = stack.advance(5 * MINUTE)["now"]
        client.send("hi")
        client.recv()

    connected, messaged = stack.times()[:2]
    assert 300 <= now - began < 310
    assert 300_000 <= messaged - connected < 310_000


def test_what_is_due_happens_in_its_order(stack):
    """Rows expire and connections end by turns, each handled ahead of the next."""
    stack.put_changes()
    stack.put_row("before", **expires(5 * MINUTE))
    stack.put_row("after", **expires(15 * MINUTE))
    with stack.connect():
        stack.advance(HOUR)

    said = [line for line in stack.log() if "MODIFY" not in line]
    kinds = [json.loads(line)[0] if line[0] == "[" else line for line in said]
    assert kinds[-3:] == ["REMOVE before", "DISCONNECT", "REMOVE after"]
    assert stack.rows() == []


def test_handlers_have_real_time(stack):
    """Written after a jump, a minute to live is a minute, as handlers count it."""
    stack.advance(24 * HOUR)
    stack.put_row("a", **expires(5 * MINUTE))

    stack.advance(5 * MINUTE)
    assert stack.rows() == ["a"]
    stack.advance(2 * MINUTE)
    assert stack.rows() == []


def test_an_item_written_again_lives_longer(stack):
    """What it said before a jump, or after one, is no more its time."""
    stack.put_row("a", **expires(5 * MINUTE))
    stack.advance(4 * MINUTE)
    stack.put_row("a", **expires(10 * MINUTE))
    stack.put_row("b", **expires(10 * MINUTE))
    stack.put_row("b")

    stack.advance(9 * MINUTE)
    assert sorted(stack.rows()) == ["a", "b"]
    stack.advance(3 * MINUTE)
    assert stack.rows() == ["b"]


def test_items_live_faster(make_daemon):
    """With a time scale, a time to live is over as much sooner."""
    daemon = make_daemon(options={"time_scale": 100_000})
    daemon.start()
    stack = RunningStack(daemon)
    stack.put_row("a", **expires(HOUR))

    while stack.rows():
        pass


def test_failed_batches_are_tried_again(stack):
    """A jump goes through the tries of a batch, until its record has expired."""
    stack.put_changes(TRIES)
    stack.put_row("a")

    stack.advance(25)

    assert stack.log("changes").count("tried") == 5  # after 0, 1, 3, 7 and 15 seconds


def test_failed_events_come_again(stack):
    """An event that a function fails on comes twice more, in a minute and in two."""
    stack.put_function("tries", TRIES)
    stack.send_event("tries")

    tries = []
    for seconds in (59, 2, 118, 3, HOUR):
        stack.advance(seconds)
        tries.append(stack.log("tries").count("tried"))

    assert tries == [1, 2, 2, 3, 3]


def test_late_disconnects(stack):
    """The fault that makes `$disconnect` late is one of time, too."""
    stack.daemon.admin("faults", faults={"disconnect_delay": 1000})
    with stack.connect():
        pass
    with stack.connect():  # so the first has been seen to end
        assert "DISCONNECT" not in stack.told()
        stack.advance(999)
        assert "DISCONNECT" not in stack.told()
        stack.advance(2)
        assert stack.told().count("DISCONNECT") == 1


def test_a_hundred_connections(stack):
    """Each of many ends, and has its `$disconnect`."""
    with ExitStack() as clients:
        for _ in range(100):
            clients.enter_context(stack.connect())

        stack.advance(10 * MINUTE)

        assert stack.told().count("DISCONNECT") == 100


def test_a_handler_that_hangs_is_timed_out(stack):
    """Whom patience ends for is taken for hanging once half a minute is over.

    The client is told by an error frame, and how many run by the answer.
    """
    stack.put_function("hang", HANGS)
    with stack.connect() as client:
        client.send('{"action": "hang"}')

        assert stack.advance(30, patience=0.1)["running"] == 1

        assert json.loads(client.recv())["message"] == "Endpoint request timed out"
    stack.daemon.admin("reset")  # or the end would wait for it


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-1, "seconds is -1; expected a number of seconds from 0 to 31,536,000"),
        ([600], r"seconds is \[600\]; expected a number of seconds from 0"),
        (True, "seconds is True; expected"),
        (None, "seconds is None; expected"),
        (1e12, "seconds is 1000000000000.0; expected"),
        (float("nan"), "seconds is nan; expected"),
    ],
)
def test_a_jump_that_cannot_be(daemon, seconds, words):
    """It is refused with what it is, and what is allowed."""
    with pytest.raises(AssertionError, match=words):
        daemon.admin("advance", seconds=seconds)
    with pytest.raises(AssertionError, match="patience is -1; expected a number"):
        daemon.admin("advance", seconds=1, patience=-1)
