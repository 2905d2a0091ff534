"""The real CLI and the test helper `Project` work together."""

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, inputs):
        return CreateResult(inputs["key"], inputs)

class Note(Resource, module="sample", name="Note"):
    text: pulumi.Output[str]
    def __init__(self, name, text):
        super().__init__(Provider(), name, {"key": name, "text": text})

first = Note("first", pulumi.Config().get("text") or "hello")
Note("second", first.text)
pulumi.export("text", first.text)
"""


def test_up_reports_changes_steps_and_outputs(make_project):
    """up() returns the engine's summary and steps; outputs reads the stack's."""
    project = make_project(PROGRAM)
    project.config_set("text", "good day")

    result = project.up()

    assert result.changes == {"create": 3}
    assert [step.name for step in result.changed()] == ["chat-dev", "first", "second"]
    assert result.changed()[1].type == "pulumi-python:dynamic/sample:Note"
    assert project.outputs == {"text": "good day"}
    assert "3 created" in result.output


def test_a_second_up_and_a_preview_change_nothing(make_project):
    """An unchanged program is all the same to up, preview and refresh."""
    project = make_project(PROGRAM)
    project.up()

    assert project.up().changes == {"same": 3}
    assert project.preview().changes == {"same": 3}
    assert project.refresh().changed() == ()


def test_a_failing_program_yields_its_diagnostics(make_project):
    """A program's RunError is one diagnostic, and nothing is made."""
    project = make_project("import pulumi\nraise pulumi.RunError('no such target')")

    result = project.up(fails=True)

    assert result.exit_code != 0
    assert "no such target" in result.diagnostics[0]


def test_destroy_leaves_no_resource(make_project):
    """destroy() empties the stack's state."""
    project = make_project(PROGRAM)
    project.up()

    assert len(project.resources) == 4  # with the stack and the provider
    assert project.destroy().changes == {"delete": 3}
    assert project.resources == []


def test_a_hanging_program_fails_the_command_by_name(make_project):
    """A command that outlives the timeout is killed, children included."""
    project = make_project("import signal; signal.pause()")
    project.timeout = 3.0

    with pytest.raises(AssertionError, match="pulumi hangs"):
        project.up()
