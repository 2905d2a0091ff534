"""Which values a handler's parameters receive, and which handlers are refused."""

import functools

import pytest
from wingws_runtime import InvalidHandler, Parameters, WingWsError, parameters


class Chat:
    def on_message(self, connection_id, body):
        pass

    def __call__(self, connection_id):
        pass


def generator(connection_id):
    yield


async def async_generator(connection_id):
    yield


ID = {"connection_id": "connection_id"}
BOTH = {**ID, "body": "body"}


@pytest.mark.parametrize(
    ("function", "kind", "named"),
    [
        (lambda connection_id: 0, "connect", ID),
        (lambda connection_id: 0, "disconnect", ID),
        (lambda connection_id: 0, "message", ID),
        (lambda connection_id, body: 0, "message", BOTH),
        (lambda a, b: 0, "message", {"a": "connection_id", "b": "body"}),
        (lambda connection_id, event: 0, "connect", {**ID, "event": "event"}),
        (lambda event: 0, "message", {"event": "event"}),
        (
            lambda event, context, connection_id, body: 0,
            "message",
            {**BOTH, "event": "event", "context": "context"},
        ),
        (
            lambda connection_id, *, context=None: 0,
            "connect",
            {**ID, "context": "context"},
        ),
        (lambda connection_id, body, retries=3: 0, "message", BOTH),
        (lambda connection_id, table=[]: 0, "connect", ID),
        (lambda connection_id, *, limit=3, **rest: 0, "connect", ID),
        (Chat().on_message, "message", BOTH),
        (Chat(), "connect", ID),
        (functools.partial(lambda x, a: 0, 1), "connect", {"a": "connection_id"}),
    ],
)
def test_named_parameters(function, kind, named):
    """Positions follow Wing's order, names receive event and context."""
    assert parameters(function, kind) == Parameters((), named)


def test_positional_only_parameters():
    """Parameters that cannot be named are filled by position."""

    def handler(connection_id, body, /, event):
        pass

    expected = Parameters(("connection_id", "body"), {"event": "event"})
    assert parameters(handler, "message") == expected


@pytest.mark.parametrize(
    ("function", "kind", "given"),
    [
        (lambda: 0, "connect", "takes ()"),
        (lambda a, b: 0, "connect", "takes (a, b)"),
        (lambda a, b: 0, "disconnect", "takes (a, b)"),
        (lambda a, b, c: 0, "message", "takes (a, b, c)"),
        (lambda a, *, b: 0, "message", "takes (a, *, b)"),
        (lambda *args: 0, "message", "takes (*args)"),
        (lambda **rest: 0, "message", "takes ()"),
        ("on_message", "message", "is not callable"),
        (generator, "message", "is a generator: calling it runs nothing"),
        (async_generator, "message", "is a generator: calling it runs nothing"),
    ],
)
def test_refused(function, kind, given):
    """A parameter that would receive nothing makes a handler invalid."""
    with pytest.raises(InvalidHandler) as caught:
        parameters(function, kind)
    assert caught.value.given == given


def test_refusal_names_function_and_allowed():
    """The error says which function, what it takes, and what is allowed."""

    def on_message(a: str, b: int, c: object):
        pass

    with pytest.raises(ValueError) as caught:
        parameters(on_message, "message")
    assert isinstance(caught.value, WingWsError)
    assert str(caught.value).endswith(
        "on_message takes (a, b, c); expected a message handler that takes "
        "(connection_id) or (connection_id, body), and event or context by name"
    )
