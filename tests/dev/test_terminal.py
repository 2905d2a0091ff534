"""What the terminal shows: colours where wanted, and nothing that steers it."""

import io

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

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
    dev.expect(r"MyWebSocket-connect \| CONNECT \d+ ms, cold: ValueError: no\r\n")
    dev.expect(r"\| refused with 502\r\n")
