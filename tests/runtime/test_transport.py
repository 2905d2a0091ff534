"""Calls of `@connections` by the channel that an environment provides."""

import sys

import pytest
from wingws_runtime import ConnectionGone
from wingws_runtime.transport import ManagementApi, provided_channel

ID = "BFaT_fALIAMCKug="


class Channel:
    """
    A channel that gives the answers it is told to.

    Attributes:
        calls: What was asked.
    """

    def __init__(self, *answers):
        self._answers = list(answers)
        self.calls = []

    def call(self, *call):
        self.calls.append(call)
        return self._answers.pop(0)


def test_call():
    """A call has method, path, id and host, and the message."""
    channel = Channel((200, b""))
    ManagementApi("https://h:1/prod", channel).post("a/b=", b"a\nb")
    assert channel.calls == [("POST", "/prod/@connections/", "a%2Fb=", "h:1", b"a\nb")]


def test_gone():
    """Who is gone is known without asking again."""
    with pytest.raises(ConnectionGone) as caught:
        ManagementApi("https://h:1/prod", Channel((410, b""))).delete(ID)
    assert caught.value.connection_id == ID


@pytest.mark.parametrize("answer", [(429, b""), None])
def test_whatever_else(aws, answer):
    """A refusal, or no answer at all, is settled over HTTPS."""
    aws.will_answer(200)
    ManagementApi(f"{aws.url}/prod", Channel(answer)).post(ID, b"hi")
    assert [request[0] for request in aws.requests] == ["POST"]


def test_provided(monkeypatch):
    """An environment may provide a channel; Lambda's do not."""
    assert provided_channel() is None
    channel = Channel()
    monkeypatch.setitem(sys.modules, "wingws_channel", channel)
    assert provided_channel() is channel
