"""What `up` and `preview` change on the simulator, and what they leave."""

import os

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]


@pytest.fixture
def chat(make_project):
    """The running chat."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def edited(text):
    """The chat, whose on_message says something before the body."""
    line = 'chat.send_message(item["connectionId"], body)'
    assert line in CHAT
    return CHAT.replace(line, line.replace("body", f'"{text}" + body'))


def builds(stack):
    return {path.name for path in (stack.folder / "build").iterdir()}


def test_a_second_up_changes_nothing(chat):
    """Not under another hash seed either, nor after every file was touched."""
    everything_same = {"same": len(chat.project.resources) - 1}  # without the provider

    assert chat.project.up().changes == everything_same
    for seed in ("1", "2"):
        again = chat.project.up(environment={"PYTHONHASHSEED": seed})
        assert again.changes == everything_same
    for file in chat.project.folder.glob("*.*"):
        os.utime(file)
    assert chat.project.up().changes == everything_same


def test_another_folder_builds_the_same_bytes(chat, make_project):
    """The artifacts of two checkouts have the same digests."""
    other = make_project(CHAT, folder="some/where/else")
    other.config_set("target", "sim")
    other.up()

    assert builds(Stack(other)) == builds(chat)


def test_an_edit_updates_one_function_under_open_connections(chat):
    """The connection stays open, the URL stays, the next message runs the new code."""
    url = chat.project.outputs["url"]
    with connect(url) as client:
        client.send("one")
        assert client.recv(timeout=10) == "one"

        chat.project.write(edited("new: "))
        result = chat.project.up()

        assert [(step.op, step.type, step.name) for step in result.changed()] == [
            ("update", "wingws:index:Handler", "MyWebSocket-default"),
            (
                "update",
                "pulumi-python:dynamic/wingws:Function",
                "MyWebSocket-default",
            ),
        ]
        assert chat.project.outputs["url"] == url
        client.send("two")
        assert client.recv(timeout=10) == "new: two"


SOURCE_DIFF = """\
      ~ source:
            ...
            def on_message(connection_id: str, body: str) -> None:
                for item in connections.scan():
          -         chat.send_message(item["connectionId"], body)
          +         chat.send_message(item["connectionId"], "new: " + body)
"""


def test_what_moves_in_the_program_is_another_and_works(chat):
    """Its functions have the names of those that are deleted after they are made."""
    parent = "pulumi.ResourceOptions(parent=pulumi.ComponentResource('my:x:A', 'a'))"
    moved = CHAT.replace('"MyWebSocket"', f'"MyWebSocket", {parent}')
    assert moved != CHAT
    chat.project.write(moved)
    chat.project.up()

    with connect(chat.project.outputs["url"]) as client:
        client.send("one")
        assert client.recv(timeout=10) == "one"


def test_a_preview_shows_the_edited_line_and_no_noise(chat):
    """Besides the handler's line nothing changes but its function's hash.

    A line above all handlers changes their hashes, and no line of theirs.
    """
    (old,) = (
        resource["outputs"]["sha256"]
        for resource in chat.project.resources
        if resource["urn"].endswith("wingws:Function::MyWebSocket-default")
    )
    before = builds(chat)
    chat.project.write(edited("new: "))
    output = chat.project.preview("--diff").output

    (new,) = builds(chat) - before
    build = ".wingws/stacks/dev/build"
    function = [
        "~ pulumi-python:dynamic/wingws:Function: (update)",
        f'~ path       : "{build}/{old}" => "{build}/{new}"',
        f'~ sha256     : "{old}" => "{new}"',
    ]
    diff = SOURCE_DIFF.splitlines()
    assert marked(output) == [
        "~ wingws:index:Handler: (update)",
        *marked(SOURCE_DIFF),
        *function,
        "~ 2 to update",
    ]
    lines = [line.rstrip() for line in output.splitlines()]
    start = lines.index(diff[0])
    assert lines[start : start + len(diff)] == diff

    chat.project.write(f"# a line above\n{CHAT}")
    output = chat.project.preview("--diff").output
    changed = [line.split(":")[0].strip() for line in marked(output)]
    function = ["~ pulumi-python", "~ path", "~ sha256"]
    assert changed == [*function, *function, *function, "~ 3 to update"]


def marked(diff):
    """List the lines of a diff that say that something changes."""
    lines = (line.strip() for line in diff.splitlines())
    return [line for line in lines if line.startswith(("~ ", "+ ", "- "))]


def test_a_preview_of_a_broken_edit_leaves_the_chat_as_it_is(chat):
    """It writes builds that nobody reads, and the old code goes on."""
    before = builds(chat)
    chat.project.write(edited("broken: ").replace("body)", "undefined_name)"))
    chat.project.preview(fails=True)
    chat.project.write(edited("not yet: "))
    result = chat.project.preview()

    assert {step.op for step in result.changed()} == {"update"}
    assert before < builds(chat)
    with connect(chat.project.outputs["url"]) as client:
        client.send("one")
        assert client.recv(timeout=10) == "one"


def test_up_removes_builds_that_no_function_runs(chat):
    """Old builds and previewed ones do not pile up."""
    for text in ("a", "b", "c"):
        chat.project.write(edited(text))
        chat.project.preview()
    assert len(builds(chat)) == 6
    chat.project.up()
    chat.project.up()

    assert len(builds(chat)) == 3


def test_a_new_route_and_a_removed_one_work_at_once(chat):
    """Routes come and go without a reconnect."""
    with connect(chat.project.outputs["url"]) as client:
        join = '@chat.route("join", reply=True)\ndef join(connection_id):\n'
        chat.project.write(f'{CHAT}\n{join}    return "joined"\n')
        chat.project.up()
        client.send('{"action": "join"}')
        assert client.recv(timeout=10) == "joined"

        chat.project.write(CHAT)
        chat.project.up()
        client.send('{"action": "join"}')
        assert client.recv(timeout=10) == '{"action": "join"}'


def test_a_traceback_shows_the_users_file_and_line(chat):
    """It is in the log of the handler, with the source line."""
    chat.project.write(edited("").replace('"" + body', "body.no_such_method()"))
    chat.project.up()
    line = next(
        number
        for number, text in enumerate(
            (chat.project.folder / "__main__.py").read_text().splitlines(), 1
        )
        if "no_such_method" in text
    )
    with connect(chat.project.outputs["url"]) as client:
        client.send("one")
        assert '"message": "Internal server error"' in client.recv(timeout=10)
        client.send("two")
        assert '"message": "Internal server error"' in client.recv(timeout=10)

    log = chat.log("MyWebSocket-default")
    assert f'File "__main__.py", line {line}, in on_message' in log
    assert "body.no_such_method()" in log
    assert "AttributeError: 'str' object has no attribute 'no_such_method'" in log
    assert str(chat.project.folder) not in log
