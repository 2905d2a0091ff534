"""What the terminal shows: colours where wanted, and nothing that steers it."""

import io
import os
import re
import threading

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pulumi_wingws.dev import terminal as terminal_module
from pulumi_wingws.dev.terminal import Terminal


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [
        (Screen(), {"TERM": "xterm"}, True),
        (Screen(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Screen(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Screen(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(stream, environment, coloured):
    """A pipe, a dumb terminal and NO_COLOR get plain text."""
    Terminal(stream, environment).error("a.py:1:1: no\n    x\n    ^")

    assert ("\x1b[" in stream.getvalue()) is coloured


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({"TERM": "xterm"}, "\x1b[2mbuilding, 0 s\x1b[0m"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "building, 0 s"),
    ],
)
def test_long_work_is_shown_below_the_lines(monkeypatch, environment, text):
    """And is gone when it is done."""
    monkeypatch.setattr(terminal_module, "DELAY", 0.0)
    screen = Screen()
    terminal = Terminal(screen, environment)
    with terminal.working("building"):
        while text not in screen.getvalue():
            os.sched_yield()
        terminal.line("f", "printed", "plain")

    shown = screen.getvalue()
    assert f"\r\x1b[K{text}\r" in shown
    assert re.search(r"\r\x1b\[K\S*f \|\S* printed\n", shown)
    assert shown.endswith(("printed\n", "\r\x1b[K"))


@pytest.mark.parametrize(
    ("stream", "environment"),
    [(Screen(), {"TERM": "dumb"}), (io.StringIO(), {"TERM": "xterm"})],
    ids=["dumb", "pipe"],
)
def test_nothing_is_shown_that_cannot_be_erased(monkeypatch, stream, environment):
    """Nor is there a thread that could."""
    monkeypatch.setattr(terminal_module, "DELAY", 0.0)
    before = threading.active_count()
    with Terminal(stream, environment).working("building"):
        assert threading.active_count() == before

    assert stream.getvalue() == ""


def test_what_others_send_does_not_steer_the_terminal():
    """Control characters of a log's line are shown by their numbers."""
    stream = io.StringIO()
    Terminal(stream, {}).line("Chat-default", "\x1b]0;title\x07 fine\ttab", "plain")

    assert stream.getvalue() == "Chat-default | \\x1b]0;title\\x07 fine\ttab\n"


@pytest.mark.timeout(120)
def test_connections_and_invocations_have_a_line_each(dev):
    """Who came, what ran and how long, who left and how."""
    with connect(dev.start().serving()) as client:
        dev.expect(r"MyWebSocket-connect \| CONNECT \d+ ms, cold\r\n")
        (who,) = dev.expect(r"(\S+=) \| connected from 127\.0\.0\.1\r\n")
        client.send("hello")
        dev.expect(r"MyWebSocket-default \| MESSAGE \d+ ms, cold\r\n")
        client.close(4001, "enough")

    dev.expect(rf"{who} \| disconnected by client, 4001 'enough'\r\n")
    dev.expect(r"MyWebSocket-disconnect \| DISCONNECT \d+ ms, cold\r\n")


@pytest.mark.timeout(120)
def test_a_refused_connection_has_a_line(dev):
    """What went wrong is told, with its traceback above."""
    dev.edit("connections.put_item(", "raise ValueError('no'); connections.put_item(")
    url = dev.start().serving()
    with pytest.raises(InvalidStatus):
        connect(url)

    dev.expect("ValueError: no")
    dev.expect(r"MyWebSocket-connect \| CONNECT \d+ ms, cold: error\r\n")
    assert "ValueError" not in dev.terminal.before
    dev.expect(r"\| refused with 502\r\n")
