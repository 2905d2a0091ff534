"""Which stack is served, with which configuration, secrets and variables."""

import subprocess

import pytest
from websockets.sync.client import connect

from tests.dev.session import APPLIED, GOES_ON, WINGWS, Dev
from tests.engine.project import Project

pytestmark = pytest.mark.timeout(120)

TELLS = """\
import pulumi
from pulumi_wingws import WebSocket
config = pulumi.Config()
chat = WebSocket("Chat")
GREETING = config.get("greeting")
TOKEN = config.require_secret("token")
@chat.on_message
def on_message(id: str, body: str) -> None:
    chat.send_message(id, f"{GREETING} {TOKEN.get()}")
"""

VARIABLES = """\
import os
from pulumi_wingws import WebSocket
chat = WebSocket("Chat")
SAYS = " ".join(os.environ.get(name, "none") for name in ("ONE", "TWO", "THREE"))
@chat.on_message
def on_message(id: str, body: str) -> None:
    chat.send_message(id, SAYS)
"""

FOREIGN = """\
import pulumi
VPC = pulumi.StackReference("acme/network/prod").get_output("vpc")
pulumi.export("vpc", VPC)
import pulumi_aws as aws
from pulumi_wingws import WebSocket
bucket = aws.s3.Bucket("uploads")
ARN, WHO = bucket.arn, aws.get_caller_identity().account_id
chat = WebSocket("Chat")
@chat.on_message
def on_message(id: str, body: str) -> None:
    chat.send_message(id, f"{ARN.get()} {WHO}")
"""


def answer(url):
    with connect(url) as client:
        client.send("x")
        return client.recv(timeout=10)


@pytest.fixture
def project(tmp_path, pulumi_cli):
    """Return a project with a stack that a passphrase keeps."""
    return Project(tmp_path / "chat", pulumi_cli, program=TELLS, stack="here")


@pytest.mark.engine
def test_a_stacks_secrets_are_decrypted_without_the_cli(project, environment, tmp_path):
    """The selected stack's file and the passphrase are enough."""
    project.config_set("target", "sim")
    project.config_set("greeting", "hello")
    project.config_set("token", "s3cret", secret=True)
    home = project._environment["PULUMI_HOME"]
    dev = Dev(project.folder, environment | {"PULUMI_HOME": home})
    try:
        url = dev.start(PULUMI_CONFIG_PASSPHRASE="for tests").serving()
        assert answer(url) == "hello s3cret"
        dev.quit()

        stack = project.folder / ".wingws/stacks/here"  # that `stack init` selected
        kept = [path.read_bytes() for path in stack.rglob("*") if path.is_file()]
        assert kept and not any(b"s3cret" in content for content in kept)

        dev.start(PULUMI_CONFIG_PASSPHRASE="another")
        dev.expect(
            "error: Pulumi.here.yaml: the passphrase of PULUMI_CONFIG_PASSPHRASE"
        )
        dev.quit()

        url = dev.start().serving_after(
            "note: placeholders stand for the secrets chat:token; "
            "set PULUMI_CONFIG_PASSPHRASE"
        )
        assert answer(url) == "hello placeholder-for-token"
        dev.quit()

        passphrase = tmp_path / "passphrase"
        passphrase.write_text("for tests\n")
        url = dev.start(PULUMI_CONFIG_PASSPHRASE_FILE=str(passphrase)).serving()
        assert answer(url) == "hello s3cret"
    finally:
        dev.end()


@pytest.mark.engine
def test_the_cli_is_asked_for_secrets_that_others_keep(project):
    """Where the passphrase is not at hand, the CLI may know."""
    project.config_set("target", "sim")
    project.config_set("token", "s3cret", secret=True)
    # The CLI has the passphrase by a wrapper, as it would have an account.
    cli = project.folder.parent / "bin"
    cli.mkdir()
    path = project.path
    wrapper = cli / "pulumi"
    wrapper.write_text(
        f"#!/bin/sh\nPATH={path}\nexport PULUMI_CONFIG_PASSPHRASE='for tests'\n"
        f'export PULUMI_BACKEND_URL={project.folder.as_uri()}\nexec pulumi "$@"\n'
    )
    wrapper.chmod(0o755)
    known = dict(project._environment) | {"PATH": f"{cli}:{path}", "TERM": "dumb"}
    del known["PULUMI_CONFIG_PASSPHRASE"]
    dev = Dev(project.folder, known)
    try:
        assert answer(dev.start("--stack", "here").serving()) == "None s3cret"
    finally:
        dev.end()


@pytest.mark.engine
def test_a_running_simulator_is_attached_to(project):
    """What `pulumi up` has started keeps ports and ids, and runs on."""
    project.config_set("target", "sim")
    project.config_set("token", "s3cret", secret=True)
    project.write(TELLS + 'pulumi.export("url", chat.url)\n')
    project.up()
    url = project.outputs["url"]
    state = project.state
    dev = Dev(project.folder, dict(project._environment) | {"TERM": "dumb"})
    try:
        assert dev.start("--stack", "here").serving() == url
        dev.edit("{GREETING}", "edited")
        dev.expect(APPLIED)
        dev.quit()

        assert answer(url) == "edited s3cret"
        assert project.state == state
        result = project.up()
        assert [step.op for step in result.changed()] == ["update"] * len(
            result.changed()
        )
        assert project.outputs["url"] == url
    finally:
        dev.end()
        project.destroy()


@pytest.mark.engine
def test_pulumi_keeps_off_what_is_served(project):
    """`up` and `destroy` say who serves it, and change nothing; a preview may look."""
    project.config_set("target", "sim")
    project.config_set("token", "s3cret", secret=True)
    project.up()
    dev = Dev(project.folder, dict(project._environment) | {"TERM": "dumb"})
    try:
        url = dev.start("--stack", "here").serving()
        served = f"stack 'here' is served by `wingws dev`, process {dev.terminal.pid}; "
        assert served in project.up(fails=True).output
        assert served in project.destroy(fails=True).output
        project.preview()
        assert answer(url).endswith("s3cret")
    finally:
        dev.end()
    project.up()
    project.destroy()


def test_a_stack_of_another_target_is_not_served(dev):
    """What is deployed to AWS has a stack of its own."""
    dev.write("config:\n  chat:target: aws\n", file="Pulumi.prod.yaml")

    dev.start("--stack", "prod").expect("stack 'prod' has the target 'aws'; expected")


def test_variables_of_env_files_are_read(dev):
    """The shell's win over the stack's, and these over those of all stacks."""
    dev.write("ONE='of all'\nTWO=all\nTHREE=all\n", file=".env")
    dev.write("TWO=stack\nTHREE=stack\n", file=".env.dev")
    dev.write(VARIABLES)
    url = dev.start(THREE="shell").serving()
    assert answer(url) == "of all stack shell"

    dev.write("ONE=edited\n", file=".env")
    dev.expect(APPLIED)
    assert answer(url) == "edited stack shell"


def test_foreign_resources_have_placeholders(dev):
    """A program of which only a part is ours runs, and is told what is not made."""
    dev.write(FOREIGN)
    url = dev.start().serving_after(
        r"note: the simulator does not make aws:s3/bucket:Bucket 'uploads', "
        r"getCallerIdentity\(\), pulumi:pulumi:StackReference 'acme/network/prod'; "
        r"their outputs are placeholders"
    )

    assert answer(url) == "arn:aws:s3:us-east-1:000000000000:uploads 000000000000"


def test_configuration_of_the_project_has_defaults(dev):
    """What Pulumi.yaml says holds where the stack says nothing."""
    dev.write(
        "name: chat\nruntime: python\n"
        "config:\n  greeting: {default: hello}\n  token: x\n",
        file="Pulumi.yaml",
    )
    dev.write(TELLS)

    assert answer(dev.start().serving()) == "hello x"


def test_a_folder_without_a_project_says_what_to_do(dev):
    """There is nothing to serve, and a way to something."""
    (dev.folder / "Pulumi.yaml").unlink()

    dev.start().expect(
        r"there is no Pulumi.yaml in \S+ or above; expected one, as `wingws new"
    )


@pytest.mark.parametrize(
    ("file", "content", "error"),
    [
        ("Pulumi.dev.yaml", "config: [1", r"cannot be read: "),
        ("Pulumi.dev.yaml", "config: 5", r"has the config 5; expected keys and values"),
        ("Pulumi.dev.yaml", "- config", r"has \['config'\]; expected keys and values"),
        (
            "Pulumi.dev.yaml",
            "config: {chat:target: aws}",
            r"'dev' has the target 'aws'",
        ),
        ("Pulumi.yaml", "", r"has the name None and the runtime None; expected a name"),
        (
            "Pulumi.yaml",
            "{name: a, runtime: python, main: 5}",
            r"has the main 5; expec",
        ),
    ],
)
def test_a_broken_file_of_settings_changes_nothing(dev, file, content, error):
    """As a broken program: the error says which, and a mended file is applied."""
    url = dev.start().serving()
    before = (dev.folder / file).read_text()

    dev.write(content, file)
    dev.expect(rf"error: \S+ {error}")
    dev.expect(GOES_ON)
    dev.write(before, file)
    assert dev.expect(APPLIED) == ("nothing",)
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_a_new_project_takes_no_folder_with_files(dev):
    """Nothing of the user's is overwritten."""
    done = subprocess.run(
        [*WINGWS, "new", "chat"],
        cwd=dev.folder.parent,
        env=dev.environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "wingws: the folder chat has files; expected one that is new or empty\n"
    )
