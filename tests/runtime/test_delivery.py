"""One message to many connections: rounds, threads, and the end of time."""

import threading
from time import monotonic

import pytest
from wingws_runtime import delivery
from wingws_runtime.delivery import GONE, SENT, Outcome, deliver
from wingws_runtime.transport import ManagementApi

FOREVER = 1e9


class Channel:
    """
    Answers by a function of the id and of how often it was asked about it.

    Attributes:
        asked: About which ids, in order.
    """

    def __init__(self, answer):
        self._answer = answer
        self.asked = []

    def call(self, method, path, connection_id, host, body):
        """Answer one call."""
        self.asked.append(connection_id)
        answer = self._answer(connection_id, self.asked.count(connection_id))
        if isinstance(answer, Exception):
            raise answer
        return answer and (answer, b"")


@pytest.fixture
def api():
    """Return a maker of APIs: with a channel at hand, or one that takes its time."""

    def make(answer, *, is_at_hand):
        channel = Channel(answer)
        api = ManagementApi("https://h/prod", channel if is_at_hand else None)
        if not is_at_hand:
            api._signed = api.over_https._signed = channel
        return api, channel

    return make


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """Keep the lengths of pauses in place of making them."""
    pauses = []
    monkeypatch.setattr(delivery, "sleep", pauses.append)
    return pauses


@pytest.mark.parametrize("is_at_hand", [True, False])
def test_what_comes_of_each(api, is_at_hand):
    """Sent, gone, and busy, which is tried again while the others are left alone."""
    ids = [f"{kind}{number}" for kind in ("ok", "gone", "busy") for number in range(50)]

    def answer(id_, times):
        if id_.startswith("gone"):
            return 410
        return 429 if id_.startswith("busy") and times < 4 else 200

    made, channel = api(answer, is_at_hand=is_at_hand)
    deliveries = deliver(made, b"x", ids, monotonic() + FOREVER)
    expected = {id_: GONE if id_.startswith("gone") else SENT for id_ in ids}
    assert deliveries == expected
    assert len(channel.asked) == 50 + 50 + 4 * 50


@pytest.mark.parametrize(
    "trouble", [429, 500, 503, ConnectionResetError(), TimeoutError()]
)
def test_what_is_tried_again(api, trouble):
    """A busy API Gateway, one that has an error, and a connection that breaks."""
    answers = {1: trouble, 2: 200}
    made, _ = api(lambda id_, times: answers[times], is_at_hand=False)
    assert deliver(made, b"x", ["a"], monotonic() + FOREVER) == {"a": SENT}


def test_pauses_grow(api, no_pause):
    """Each is random, up to twice what the one before could be, and 5 s at most."""
    made, _ = api(lambda id_, times: 429 if times < 200 else 200, is_at_hand=False)
    deliver(made, b"x", ["a"], monotonic() + FOREVER)
    limits = [min(0.05 * 2**number, 5.0) for number in range(199)]
    assert len(no_pause) == 199
    assert all(0 <= one <= most for one, most in zip(no_pause, limits, strict=True))
    assert max(no_pause) > 4


def test_they_go_together(api):
    """Where each takes its time, 32 are under way; where it takes none, one is."""
    barrier = threading.Barrier(32, timeout=10)

    def answer(id_, _):
        if id_ != "0":  # goes ahead
            barrier.wait()
        return 200

    ids = [str(number) for number in range(33)]
    made, _ = api(answer, is_at_hand=False)
    assert set(deliver(made, b"x", ids, monotonic() + FOREVER).values()) == {SENT}


def test_one_after_the_other(api):
    """By a channel that is at hand, they go in order, in the handler's thread."""
    ids = [str(number) for number in range(100)]
    threads = set()
    made, channel = api(
        lambda *_: threads.add(threading.current_thread()) or 200, is_at_hand=True
    )
    deliver(made, b"x", ids, monotonic() + FOREVER)
    assert channel.asked == ids
    assert threads == {threading.current_thread()}


@pytest.mark.parametrize("is_at_hand", [True, False])
def test_time_is_over(api, is_at_hand):
    """Whoever was not reached in time is named, with the reason."""
    made, channel = api(lambda *_: 200, is_at_hand=is_at_hand)
    deliveries = deliver(made, b"x", ["a", "b", "c"], monotonic())
    assert deliveries["a"] == SENT  # whose post was under way
    assert [deliveries[id_].outcome for id_ in "bc"] == [Outcome.LATER] * 2
    assert deliveries["b"].reason == "there was no time left"
    assert channel.asked == ["a"]


def test_nobody_waits_for_what_hangs(api):
    """A post without an answer holds up the report no longer than there is time."""
    hangs = threading.Event()

    def answer(id_, _):
        if id_ == "b":
            hangs.wait()
        return 200

    made, _ = api(answer, is_at_hand=False)
    deliveries = deliver(made, b"x", ["a", "b", "c"], monotonic() + 0.2)
    hangs.set()
    assert deliveries["a"] == deliveries["c"] == SENT
    assert deliveries["b"].outcome is Outcome.LATER


def test_nobody(api):
    """A message to nobody is not sent."""
    made, channel = api(lambda *_: 200, is_at_hand=True)
    assert deliver(made, b"x", [], monotonic() + FOREVER) == {}
    assert channel.asked == []


def test_the_sdk_may_be_throttled_too(aws):
    """What AWS's SDK finds busy is tried again; what it is refused has failed."""
    refused = {"x_amzn_ErrorType": "ForbiddenException"}
    busy = {"x_amzn_ErrorType": "LimitExceededException"}
    aws.will_answer(403, **refused)
    aws.will_answer(429, **busy)  # the SDK
    aws.will_answer(403, **refused)
    aws.will_answer(403, **refused)  # the SDK
    api = ManagementApi(f"{aws.url}/prod", None)
    (outcome,) = deliver(api, b"x", ["a"], monotonic() + FOREVER).values()
    assert outcome.outcome is Outcome.FAILED
    assert len(aws.requests) == 4
