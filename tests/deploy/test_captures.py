"""How what handlers captured travels: in the environment, or as SSM parameters."""

import json

import pytest

from tests.deploy.recording import deploy, refused
from tests.deploy.test_aws import policy

PROGRAM = """
import pulumi
import pulumi_aws as aws
from pulumi_wingws import DynamodbTable, WebSocket

chat = WebSocket("Chat")
rows = DynamodbTable("Rows", hash_key="h", attribute_definitions={{"h": "S"}})
word = pulumi.Output.secret("swordfish")
topics = [aws.sns.Topic(f"topic-{{n:02}}") for n in range({count})]
arns = [topic.arn.apply(lambda arn: {arn}) for topic in topics]

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    rows.get_item(key={{"h": word.get()}})
    print(arns)
"""

FEW = PROGRAM.format(count=3, arn="arn")
NONE = PROGRAM.format(count=0, arn="arn")

#: As long as AWS's ARNs are.
SIXTY = PROGRAM.format(count=60, arn="arn.replace('arn:', 'arn:' + 'x' * 60)")
UNKNOWN = PROGRAM.format(count=60, arn="pulumi.output.UNKNOWN")


def document(deployment):
    """Return what the function's environment says."""
    function = deployment.one("aws:lambda/function:Function")
    return json.loads(function.inputs["environment"]["variables"]["WINGWS"])


def parameters(deployment):
    """Return the parameters' inputs, by name."""
    found = deployment.of("aws:ssm/parameter:Parameter")
    return {name: found[name].inputs for name in sorted(found)}


def test_what_fits_travels_in_the_environment(project):
    """A few ARNs are in the function's one variable."""
    few = document(deploy(FEW))

    assert sorted(few["outputs"].values()) == [f"arn:topic-0{n}" for n in range(3)]
    assert few["tables"] == {"Rows": {"name": "Rows-1a2b3c4"}}
    assert few["parameters"] == [["Chat-default-secret-0-1a2b3c4:3"]]


def test_sixty_arns_travel_as_parameters(project):
    """All but the parameters' names leaves the environment."""
    sixty = deploy(SIXTY)
    plain = [name for name, each in parameters(sixty).items() if "value" not in each]

    assert plain == ["Chat-default-captures-0", "Chat-default-captures-1"]
    assert parameters(sixty)["Chat-default-captures-0"]["type"] == "String"
    assert parameters(sixty)["Chat-default-secret-0"]["type"] == "SecureString"


def test_a_preview_takes_what_it_does_not_know_for_arns(project):
    """It shows the parameters that the update will make."""
    unknown = deploy(UNKNOWN, preview=True)

    assert "Chat-default-captures-1" in parameters(unknown)


def test_a_function_names_its_parameters_with_their_version(project):
    """Another value is another version: warm environments are replaced."""
    sixty = deploy(SIXTY)
    plain = [name for name in parameters(sixty) if "captures" in name]

    assert len(plain) == 2
    assert document(sixty) == {
        "parameters": [
            ["Chat-default-secret-0-1a2b3c4:3"],
            [f"{name}-1a2b3c4:3" for name in plain],
        ]
    }


def test_parameters_hold_a_document_in_pieces(project):
    """Each is as long as SSM takes; plain ones can be read in a preview."""
    sixty = deploy(SIXTY)
    plain = [
        inputs["insecureValue"]
        for inputs in parameters(sixty).values()
        if inputs["type"] == "String"
    ]

    assert [len(piece) for piece in plain[:-1]] == [4096] * (len(plain) - 1)
    whole = json.loads("".join(plain))
    assert len(whole["outputs"]) == 60
    assert whole["tables"] == {"Rows": {"name": "Rows-1a2b3c4"}}


def test_a_role_may_read_its_parameters(project):
    """All of the function's, and no others; the preview says so."""
    sixty = deploy(SIXTY)
    (line,) = (
        text
        for _, text in deploy(SIXTY, preview=True).logs
        if text.startswith("on_message ← ")
    )

    assert "ssm:GetParameters on word; ssm:GetParameters on its captures" in line
    assert policy(sixty, "Chat-default")["ssm:GetParameters",] == [
        f"arn:{name}" for name in parameters(sixty)
    ]


def test_a_secret_longer_than_a_parameter_travels_in_two(project):
    """Such as a chain of certificates."""
    long = deploy(NONE.replace("swordfish", "swordfish" * 500))

    assert document(long)["parameters"] == [
        ["Chat-default-secret-0-1a2b3c4:3", "Chat-default-secret-1-1a2b3c4:3"]
    ]


@pytest.mark.parametrize("name", ["AwsChat", "ssm-chat"])
def test_a_name_that_ssm_keeps_for_itself_is_refused(project, name):
    """Before anything is made; AWS would refuse it half-way."""
    assert refused(NONE.replace('"Chat"', f'"{name}"')) == (
        f"parameter name '{name}-default-secret-0' is not allowed: SSM keeps names "
        "that begin with 'aws' or 'ssm' for itself; give the WebSocket another name"
    )


def test_double_braces_are_not_taken_for_a_parameters_name(project):
    """SSM would refuse them; in the JSON text they are written otherwise."""
    braces = deploy(NONE.replace("swordfish", "{{{name}}}"))
    (parameter,) = parameters(braces).values()
    value = parameter["value"]["value"]

    assert "{{" not in value
    assert json.loads(value) == {"outputs": {"word": "{{{name}}}"}}


READER = """
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    config = pulumi.Config()
    print(config.require("word"), config.get("colour"), config.get_int("size", 3))
    print(config.get_secret("shape"), config.get("shape"))
"""


def test_configuration_that_a_handler_reads_travels_with_it(project):
    """A key that the stack or a getter calls secret does so as a secret."""
    reader = deploy(
        READER, secrets=["word"], word="swordfish", colour="red", shape="round"
    )
    (parameter,) = parameters(reader).values()

    assert document(reader)["outputs"] == {"config:colour": "red", "config:size": None}
    assert json.loads(parameter["value"]["value"]) == {
        "outputs": {"config:shape": "round", "config:word": "swordfish"}
    }


def test_a_required_key_that_is_missing_is_named_with_its_place(project):
    """In Pulumi's words, before anything is deployed."""
    lines = refused(READER).split("\n")

    assert lines[0] == (
        "__main__.py:10:11: Missing required configuration variable 'chat:word'"
    )
    assert lines[-1].strip() == (
        "please set a value using the command `pulumi config set chat:word <value>`"
    )


def test_a_secret_of_the_wrong_type_is_not_shown(project):
    """Pulumi's own sentence would show it."""
    program = READER.replace('require("word")', 'require_int("word")')

    refusal = refused(program, secrets=["word"], word="swordfish")

    assert "Configuration 'chat:word' value is not a valid 'int'" in refusal
    assert "`pulumi config set --secret chat:word <value>`" in refusal
    assert "swordfish" not in refusal
