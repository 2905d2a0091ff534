"""What a stack's target checks before anything is made."""

import socket
import time

import pytest

from pulumi_wingws import ConfigurationError
from pulumi_wingws.platforms import check_platform
from pulumi_wingws.targets.aws_preflight import aws_problems
from pulumi_wingws.targets.sim_provider import Provider
from tests.deploy.recording import deploy, refused

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

rows = DynamodbTable("Rows", hash_key="id", attribute_definitions={"id": "S"})
chat = WebSocket("Chat")
key = pulumi.Output.secret("swordfish")

@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    return key.get()
"""
NO_REGION = "no AWS region; run `pulumi config set aws:region us-east-1`, or another"
NO_CREDENTIALS = (
    "no AWS credentials; run `aws configure`, or set AWS_PROFILE or "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
)


@pytest.fixture(autouse=True)
def machine(project, monkeypatch):
    """A machine on which nobody has configured AWS."""
    monkeypatch.setenv("HOME", str(project))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (project / ".aws").mkdir()
    return project


def problems(**configured):
    """Ask for the default provider's problems, with settings under ``aws:``."""
    return aws_problems({"default_provider": True, **configured})


def test_a_bare_machine_lacks_a_region_and_credentials():
    """Each is one sentence that says what to run."""
    assert problems() == [NO_REGION, NO_CREDENTIALS]


def test_settings_of_the_stack_suffice():
    """Nothing of the machine is needed then."""
    assert problems(region="eu-west-1", has_credentials=True) == []


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_either_variable_names_the_region(monkeypatch, variable):
    """botocore knows only the second, the provider both."""
    monkeypatch.setenv(variable, "eu-west-1")

    assert problems() == [NO_CREDENTIALS]


def test_keys_of_the_environment_are_found(monkeypatch):
    """As every AWS tool finds them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    assert problems() == [NO_REGION]


@pytest.mark.parametrize("by", ["configuration", "environment"])
def test_a_profile_brings_region_and_keys(machine, monkeypatch, by):
    """Named by the stack or by the shell."""
    (machine / ".aws" / "config").write_text("[profile work]\nregion=eu-west-1\n")
    (machine / ".aws" / "credentials").write_text(
        "[work]\naws_access_key_id=AKIA\naws_secret_access_key=secret\n"
    )
    if by == "environment":
        monkeypatch.setenv("AWS_PROFILE", "work")

    assert problems(profile="work" if by == "configuration" else "") == []


def test_an_unknown_profile_is_told_with_the_known_ones(machine):
    """And with what to run."""
    (machine / ".aws" / "config").write_text("[default]\n[profile work]\n")

    assert problems(profile="nobody") == [
        "AWS profile 'nobody' is unknown; known are default, work. Make it with "
        "`aws configure --profile nobody`, or name another with "
        "`pulumi config set aws:profile`"
    ]


def test_half_a_pair_of_keys_is_told(monkeypatch):
    """In botocore's words."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")

    assert problems(region="eu-west-1") == [
        "the AWS settings of this machine cannot be read: Partial credentials found "
        "in env, missing: AWS_SECRET_ACCESS_KEY"
    ]


def test_a_metadata_service_that_never_answers_does_not_hold_it_up(monkeypatch):
    """It is asked last, and given up within seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
        monkeypatch.setenv(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT", f"http://{host}:{port}/"
        )
        began = time.monotonic()

        assert problems(region="eu-west-1") == [NO_CREDENTIALS]
        assert time.monotonic() - began < 4


def test_nothing_is_asked_of_a_program_with_providers_of_its_own():
    """Its provider may have what the machine has not."""
    assert aws_problems({"default_provider": False}) == []


@pytest.mark.parametrize(("old", "new"), [("sim", "aws"), ("aws", "sim")])
@pytest.mark.parametrize("allowed", [False, True])
def test_a_changed_target_must_be_allowed(old, new, allowed):
    """Either way; the engine stops at a failed check."""
    inputs = {
        "kind": "target",
        "stack": "dev",
        "target": new,
        "default_provider": False,
        "allow_target_change": allowed,
    }
    failures = Provider().check({**inputs, "target": old}, inputs).failures

    assert len(failures) == (0 if allowed else 1)
    assert Provider().check({}, inputs).failures == []


def test_everything_on_aws_waits_for_the_stacks_target(project):
    """So its sentences come first, before a page of the provider's."""
    deployment = deploy(PROGRAM, target="aws")

    assert [
        resource.name
        for resource in deployment.resources
        if resource.type.startswith("aws:")
        and "wingws-target" not in resource.depends_on
    ] == []


def test_windows_is_refused_by_itself():
    """WSL2 is Linux, and is not."""
    with pytest.raises(ConfigurationError) as refused:
        check_platform("win32")

    assert str(refused.value) == (
        "Windows is not supported by itself; "
        "run Pulumi inside WSL2, with the project in its Linux file system"
    )
    check_platform("linux")
    check_platform("darwin")


TWINS = """
import pulumi
from pulumi_wingws import WebSocket

for kind in ("A", "B"):
    parent = pulumi.ComponentResource(f"my:index:{kind}", kind)
    chat = WebSocket("Chat", pulumi.ResourceOptions(parent=parent))

    @chat.on_message
    def on_message(connection_id: str, body: str) -> None:
        pass
"""


def test_the_simulator_has_no_two_functions_of_one_name(project):
    """On AWS each gets a name of its own, and their URNs have their parents' types."""
    assert refused(TWINS, target="sim") == (
        "two functions have the name 'Chat-default', which the simulator knows them "
        "by; expected another name of a component"
    )
    functions = [
        each.name
        for each in deploy(TWINS, target="aws").resources
        if each.type == "aws:lambda/function:Function"
    ]
    assert functions == ["Chat-default-function"] * 2
