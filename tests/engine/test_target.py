"""A stack keeps its target, and a first preview on AWS says what is missing."""

import pytest

from tests.engine.simulator import CHAT, Stack, has_listener

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

REFUSED = (
    "pulumi-python:dynamic/wingws:StackTarget resource 'wingws-target' has a problem"
)


@pytest.fixture
def bare_machine(tmp_path):
    """Variables of a machine on which nobody has configured AWS."""
    return {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}


def errors(result):
    """The errors that a command printed, without Pulumi's preface and colours."""
    return [
        text.replace("<{%reset%}>", "").strip().removeprefix(f"{REFUSED}: ")
        for text in result.diagnostics
    ]


def test_a_stack_keeps_its_target(make_project, bare_machine):
    """Otherwise `up` would delete the other cloud's rows without a warning."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    chat = Stack(project)
    project.config_set("target", "aws")

    told = errors(project.preview(fails=True, environment=bare_machine))

    assert told[0] == (
        "stack 'dev' was deployed to target 'sim' and is now configured for 'aws'; "
        "that would delete everything in 'sim', rows included. Make another stack "
        "(`pulumi stack init`), or allow it with "
        "`pulumi config set wingws:allowTargetChange true`"
    )
    assert has_listener(chat.daemon["port"])


def test_a_first_preview_on_aws_says_what_is_missing(make_project, bare_machine):
    """One sentence each, before the provider's own page."""
    project = make_project(CHAT)

    assert errors(project.preview(fails=True, environment=bare_machine)) == [
        "no AWS region; run `pulumi config set aws:region us-east-1`, or another",
        "no AWS credentials; run `aws configure`, or set AWS_PROFILE or "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ]


def test_an_unknown_target_is_one_sentence(make_project):
    """No traceback: no line of the program is at fault."""
    project = make_project(CHAT)
    project.config_set("target", "gcp")
    result = project.preview(fails=True)

    assert errors(result)[0] == "target 'gcp' is unknown; expected aws or sim"
    assert "Traceback" not in result.output


def test_an_error_of_the_program_is_shown_with_its_line(make_project):
    """Though the handlers after it, and so those of a WebSocket, are missing."""
    program = CHAT.replace("@chat.on_connect", "undefined()\n@chat.on_connect")
    project = make_project(program)
    project.config_set("target", "sim")
    (told, *_) = errors(project.preview(fails=True))

    assert told.startswith("Program failed with an unhandled exception:\n")
    assert '__main__.py", line 9, in <module>\n    undefined()' in told
    assert told.endswith("NameError: name 'undefined' is not defined")
