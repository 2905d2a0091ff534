"""Which values a handler's parameters receive, and which handlers are refused."""

import functools

import pytest
from wingws_runtime import InvalidHandler, Parameters, WingWsError, parameters
from wingws_runtime.inspected import inspected
from wingws_runtime.signature import POSITIONAL, _plain


class Chat:
    def on_message(self, connection_id, body):
        pass

    def __call__(self, connection_id):
        pass


def generator(connection_id):
    yield


async def async_generator(connection_id):
    yield


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


ID = ("connection_id",)
BOTH = ("connection_id", "body")


@pytest.mark.parametrize(
    ("function", "kind", "positional"),
    [
        (lambda connection_id: 0, "connect", ID),
        (lambda connection_id: 0, "disconnect", ID),
        (lambda connection_id: 0, "message", ID),
        (lambda connection_id, body: 0, "message", BOTH),
        (lambda a, b: 0, "message", BOTH),
        (lambda connection_id, event: 0, "connect", (*ID, "event")),
        (lambda event: 0, "message", ("event",)),
        (
            lambda event, context, connection_id, body: 0,
            "message",
            ("event", "context", *BOTH),
        ),
        (lambda connection_id, body, retries=3: 0, "message", BOTH),
        (lambda connection_id, table=[]: 0, "connect", ID),
        (lambda connection_id, *, limit=3, **rest: 0, "connect", ID),
        (Chat().on_message, "message", BOTH),
        (Chat(), "connect", ID),
        (functools.partial(lambda x, a: 0, 1), "connect", ID),
        (logged(lambda connection_id, body: 0), "message", BOTH),
        (lambda event: 0, "authorizer", ("event",)),
        (lambda request: 0, "authorizer", ("event",)),
        (lambda context, request: 0, "authorizer", ("context", "event")),
        (lambda change: 0, "change", ("change",)),
        (lambda row: 0, "change", ("change",)),
        (lambda change, event, context: 0, "change", ("change", "event", "context")),
        (lambda event, context: 0, "change", ("event", "context")),
    ],
)
def test_by_position(function, kind, positional):
    """Positions follow Wing's order, event and context stand where they are named."""
    assert parameters(function, kind) == Parameters(positional, {})


@pytest.mark.parametrize(
    ("function", "positional", "named"),
    [
        (lambda connection_id, *, context=None: 0, ID, {"context": "context"}),
        (lambda connection_id, size=1, event=None: 0, ID, {"event": "event"}),
    ],
)
def test_by_name(function, positional, named):
    """What can only be named, or comes after what keeps its default, is named."""
    assert parameters(function, "connect") == Parameters(positional, named)


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
        (lambda event, body: 0, "authorizer", "takes (event, body)"),
        (lambda change, table: 0, "change", "takes (change, table)"),
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


FUNCTIONS = [
    lambda a: a,
    lambda a, b: a,
    lambda a, b, c: a,
    lambda: 0,
    lambda event: event,
    lambda context: context,
    lambda event, context: event,
    lambda context, event: event,
    lambda event, a: a,
    lambda a, event, b: a,
    lambda a, event, context, b: a,
    lambda a, /, b: a,
    lambda connection_id, body: body,
    lambda body, connection_id: body,
    lambda change: change,
    lambda change, event: change,
]


@pytest.mark.parametrize("kind", POSITIONAL)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_plain_functions(function, kind):
    """What is decided without `inspect` is what is decided with it."""
    try:
        expected = inspected(function, kind)
    except InvalidHandler:
        expected = None
    assert _plain(function, kind) == expected
