"""A handler can be named by the path of its function, as Lambda's settings name it."""

import sys

import pytest

from tests.deploy.recording import deploy_path, refused

PROGRAM = """
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
"""

HANDLERS = """
WORD = "hello"
def handler(event, context):
    return {"statusCode": 200, "body": WORD}
def authorize(event, context):
    return {"principalId": "ann", "policyDocument": {}}
async def later(connection_id):
    pass
def _private():
    pass
"""


@pytest.fixture(autouse=True)
def handlers(project, monkeypatch):
    """A project with a package of handlers."""
    package = project / "handlers"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "join.py").write_text(HANDLERS)
    (package / "broken.py").write_text("import app_missing\n")
    (package / "empty.py").touch()
    # Pulumi runs a project's folder, which is then on the path.
    monkeypatch.syspath_prepend(project)
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "handlers"]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("line", "handler"),
    [
        ("chat.on_connect('handlers.join.handler')", "Chat-connect"),
        ("chat.on_disconnect('handlers.join.later')", "Chat-disconnect"),
        ("chat.on_message('handlers/join.handler')", "Chat-default"),
        ("chat.route('join')('handlers.join.handler')", "Chat-route-join"),
        ("chat.route('join', 'handlers.join.handler')", "Chat-route-join"),
    ],
)
def test_every_decorator_takes_a_path(project, line, handler):
    """What it names travels as any function does."""
    (project / "__main__.py").write_text(PROGRAM + line)
    source = deploy_path(".", target="aws").one("wingws:index:Handler")

    assert source.name == handler
    assert "# handlers/join.py" in source.inputs["source"]


def test_an_authorizer_can_be_named_by_its_path(project):
    """With options, as every plain call of a decorator can have them."""
    (project / "__main__.py").write_text(
        f"{PROGRAM}\nchat.on_connect('handlers.join.handler', memory_size=256)"
        "\nchat.authorizer('handlers.join.authorize', timeout=3)"
    )
    functions = deploy_path(".", target="aws").of("aws:lambda/function:Function")

    assert functions["Chat-connect-function"].inputs["memorySize"] == 256
    assert functions["Chat-authorizer-function"].inputs["timeout"] == 3


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        *(
            (
                path,
                f"handler {path!r} is not allowed; expected a function, "
                "or its module's path and its name, as 'handlers.join.handler'",
            )
            for path in (
                *("", "text", "a/b", "a..b", ".a.b", "a-b.c", "a:b", "a b.c", "a.b()"),
            )
        ),
        (
            "app_nowhere.handler",
            "handler 'app_nowhere.handler' cannot be imported: ModuleNotFoundError: "
            "No module named 'app_nowhere'; expected a module 'app_nowhere' that "
            "the program itself could import",
        ),
        (
            "handlers.broken.handler",
            "handler 'handlers.broken.handler' cannot be imported: "
            "ModuleNotFoundError: No module named 'app_missing'; expected a module "
            "'handlers.broken' that the program itself could import",
        ),
        (
            "handlers.join.main",
            "handler 'handlers.join.main' is not there; module "
            "'handlers.join' has 'handler', 'authorize', 'later'",
        ),
        (
            "handlers.empty.main",
            "handler 'handlers.empty.main' is not there; module "
            "'handlers.empty' has no functions",
        ),
        (
            "handlers.join.WORD",
            "the handler of route 'join' is 'hello'; "
            "expected a function, its path or an aws.lambda_.Function",
        ),
    ],
)
def test_a_path_that_names_nothing_is_refused(path, sentence):
    """With the path, what is wrong with it, and what could stand there."""
    program = f"{PROGRAM}\nchat.route('join', {path!r})"

    assert refused(program, target="sim") == sentence
