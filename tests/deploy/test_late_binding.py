"""Handlers are looked at when the program has run; names must still mean the same."""

import json

import pytest

from tests.deploy.recording import deploy, refused

TWO_IN_A_LOOP = """
from pulumi_wingws import WebSocket

for name in ("A", "B"):
    ws = WebSocket(name)

    @ws.on_message
    def on_message(connection_id: str, body: str) -> None:
        ws.send_message(connection_id, body)
"""


def captures(deployment, function="Chat-default"):
    """Return the WINGWS document of a function."""
    functions = deployment.of("pulumi-python:dynamic/wingws:Function")
    return json.loads(functions[function].inputs["captures"])


def test_a_component_rebound_in_a_loop_is_refused_with_both_lines(project):
    """Both handlers would talk to the last API."""
    text = refused(TWO_IN_A_LOOP, target="sim")

    assert text == (
        "__main__.py:9:9: 'ws' no longer stands for what it was when on_message was "
        "decorated in line 7; it is bound in line 5\n"
        "            ws.send_message(connection_id, body)\n"
        "            ^\n"
        "  reached by on_message\n"
        "  give each one a name of its own"
    )


@pytest.mark.parametrize("value", ["pulumi.Output.from_input('a')", "rows('a')"])
def test_every_kind_of_capture_is_held_to_its_name(project, value):
    """An Output, a table; also one that only a helper uses."""
    text = refused(
        f"""
import functools
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

rows = functools.partial(
    DynamodbTable, hash_key="id", attribute_definitions={{"id": "S"}}
)
chat = WebSocket("Chat")
thing = {value}

def helper() -> None:
    print(thing)

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    helper()

thing = {value.replace("'a'", "'b'")}
""",
        target="sim",
    )

    assert text.startswith(
        "__main__.py:13:11: 'thing' no longer stands for what it was when on_message "
        "was decorated in line 15; it is bound in line 10 and 19\n"
    )


def test_a_helper_below_the_handler_is_seen(project):
    """So is a table, and a constant."""
    deployment = deploy(
        """
from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    save(connection_id)

def save(connection_id: str) -> None:
    rows.put_item(item={"id": connection_id, "kind": KIND})

KIND = "client"
rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
""",
        target="sim",
    )

    assert list(captures(deployment)["tables"]) == ["Rows"]


ASYNC = """
import asyncio
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
{before}
@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    chat.send_message(connection_id, greet(body))

async def main():
    await asyncio.sleep(0)
{after}

pulumi.run(main)
"""
GREET = "def greet(body): return 'hello ' + body"


def test_an_async_program_is_deployed(project):
    """Its body has run before the first await."""
    program = ASYNC.format(before=GREET, after="    pulumi.export('url', chat.url)")

    assert "websockets" in captures(deploy(program, target="sim"))


def test_an_async_program_must_define_helpers_before_it_awaits(project):
    """The loop, and the look at the handlers with it, starts at the first await."""
    program = ASYNC.format(before="", after=f"    global greet\n    {GREET}")

    assert refused(program, target="sim") == (
        "__main__.py:10:38: name 'greet' is not defined\n"
        "        chat.send_message(connection_id, greet(body))\n"
        "                                         ^\n"
        "  reached by on_message → greet\n"
        "  define it at module level, before the program ends or awaits"
    )


def test_a_handler_of_a_later_part_of_an_async_program_is_deployed_too(project):
    """An API of its own, made after an await."""
    program = ASYNC.format(
        before=GREET,
        after="    global later\n    later = WebSocket('Later')\n"
        "    later.on_message(on_message)",
    )
    deployment = deploy(program, target="sim")

    assert captures(deployment, "Later-default") == captures(deployment)


@pytest.mark.parametrize("body", ["...", "pass", "return 1", '"no more than this"'])
def test_handlers_of_one_line_are_deployed(project, body):
    """Without its decorator, code that does nothing says that it stands nowhere."""
    program = (
        "from pulumi_wingws import WebSocket\n\n"
        "chat = WebSocket('Chat')\n\n"
        f"@chat.on_message\ndef on_message(connection_id: str, body: str): {body}\n"
    )

    assert captures(deploy(program, target="sim")) is not None
