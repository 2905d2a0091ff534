"""Handlers that would wait for themselves are refused: the engine would hang."""

import pytest

from tests.deploy.recording import deploy, refused

pytestmark = pytest.mark.timeout(5)

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

class Thing(pulumi.CustomResource):
    arn: pulumi.Output[str]
    def __init__(self, name, value=None, opts=None):
        inputs = {{"value": value, "arn": None}}
        super().__init__("foreign:index:Thing", name, inputs, opts)

chat = WebSocket("Chat")
other = WebSocket("Other")
{captured}

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    print(captured.get())

@other.on_message
def other_on_message(connection_id: str, body: str) -> None:
    {other}
"""

CHAT_STAGE = "aws:apigatewayv2/stage:Stage 'Chat-stage'"
HANDLER = "wingws:index:Handler 'Chat-default'"
THING = "foreign:index:Thing"


def program(captured, other="pass"):
    return PROGRAM.format(captured=captured, other=other)


def sentence(*path, handler="Chat-default"):
    return (
        f"handler {handler!r} captures what waits for the handler itself: "
        f"{' → '.join(path)}; an API's callback_url and api_id wait for no handler, "
        "its url waits for all of them"
    )


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("target", ["aws", "sim"])
def test_a_handler_cannot_capture_the_url_of_its_own_api(project, target, preview):
    """The stage, from which the URL comes, waits for the handler."""
    text = refused(program("captured = chat.url"), target=target, preview=preview)

    stage = {
        "aws": CHAT_STAGE,
        "sim": "pulumi-python:dynamic/wingws:Stage 'Chat'",
    }[target]
    assert text == sentence(stage, HANDLER)


@pytest.mark.parametrize(
    "captured",
    [
        "captured = Thing('made', chat.url).arn",
        "captured = Thing('made', chat.url).arn.apply(str.upper)",
        "captured = Thing('made', chat.url).id",
        "captured = Thing('made', chat.url.apply(str.upper)).arn",
        "captured = Thing('made', pulumi.Output.concat(chat.url, '/')).arn",
        "captured = Thing('made', pulumi.Output.format('{0}', chat.url)).arn",
        "captured = Thing('made', pulumi.Output.json_dumps({'url': chat.url})).arn",
        "captured = Thing('made', pulumi.Output.secret(chat.url)).arn",
        "captured = Thing('made', {'list': [{'url': chat.url}]}).arn",
        "captured = pulumi.Output.all('a', Thing('made', chat.url).arn)",
        "captured = pulumi.Output.all(a=Thing('made', chat.url).arn)",
        "captured = pulumi.Output.from_input({'a': [Thing('made', chat.url).arn]})",
    ],
)
def test_a_handler_cannot_capture_what_was_made_with_that_url(project, captured):
    """However the URL came into the resource, and its property into the handler."""
    text = refused(program(captured))

    assert text == sentence(f"{THING} 'made'", CHAT_STAGE, HANDLER)


def test_a_longer_way_is_named_whole(project):
    """Every resource on it is told."""
    first = "captured = Thing('second', Thing('first', chat.url).arn).arn"

    assert refused(program(first)) == sentence(
        f"{THING} 'second'", f"{THING} 'first'", CHAT_STAGE, HANDLER
    )


@pytest.mark.parametrize(
    "options", ["depends_on=[chat]", "depends_on=chat", "depends_on=[chat, other]"]
)
def test_a_handler_cannot_capture_what_depends_on_its_api(project, options):
    """Who depends on a component waits for all that is below it."""
    made = f"Thing('made', opts=pulumi.ResourceOptions({options}))"

    assert refused(program(f"captured = {made}.arn")) == sentence(
        f"{THING} 'made'", "wingws:index:WebSocket 'Chat'", HANDLER
    )


def test_a_handler_cannot_capture_the_urn_of_its_api(project):
    """It counts as a dependency on the component."""
    text = refused(program("captured = chat.urn"))

    assert text == sentence("wingws:index:WebSocket 'Chat'", HANDLER)


def test_two_apis_cannot_capture_the_urls_of_each_other(project):
    """Each handler is told its own way round."""
    text = refused(
        program("captured, back = other.url, chat.url", other="print(back.get())")
    )
    other_stage = "aws:apigatewayv2/stage:Stage 'Other-stage'"
    other_handler = "wingws:index:Handler 'Other-default'"

    assert text.split("\n\n") == [
        sentence(other_stage, other_handler, CHAT_STAGE, HANDLER),
        sentence(
            *(CHAT_STAGE, HANDLER, other_stage, other_handler), handler="Other-default"
        ),
    ]


@pytest.mark.parametrize("target", ["aws", "sim"])
@pytest.mark.parametrize(
    "captured",
    [
        "captured = chat.callback_url",
        "captured = chat.api_id",
        "captured = other.url",
        "captured = Thing('made', chat.callback_url).arn",
        "captured = Thing('made', other.url).arn",
        "captured = Thing('made', opts=pulumi.ResourceOptions(depends_on=[other])).arn",
        "captured = Thing('made', opts=pulumi.ResourceOptions(parent=chat)).arn",
        "captured = Thing('made').arn",
        "captured = pulumi.Output.from_input('text')",
        "captured = DynamodbTable("
        "'Rows', hash_key='id', attribute_definitions={'id': 'S'}).arn",
    ],
)
def test_what_waits_for_no_handler_can_be_captured(project, target, captured):
    """The program is deployed to its end."""
    deployment = deploy(program(captured), target=target)

    assert {r.name for r in deployment.resources if "Handler" in r.type} == {
        "Chat-default",
        "Other-default",
    }


def test_a_component_that_holds_the_whole_program_is_seen_through(project):
    """What it makes is noted, though it is older than the first WebSocket in it."""
    text = refused(
        """
import pulumi
from pulumi_wingws import WebSocket

class App(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("app:index:App", "app")
        below = pulumi.ResourceOptions(parent=self)
        self.chat = WebSocket("Chat", below)
        self.made = pulumi.CustomResource(
            "foreign:index:Thing", "made", {"value": self.chat.url}, below
        )

app = App()
made = app.made

@app.chat.on_message
def on_message(connection_id: str, body: str) -> None:
    print(made.id.get())
"""
    )

    assert text == sentence(f"{THING} 'made'", CHAT_STAGE, HANDLER)
