"""Options of functions: what a WebSocket says for all, and a handler for its own."""

import json

import pytest
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

from tests.deploy.recording import deploy, refused

PROGRAM = """
import pulumi
from pulumi_wingws import Vpc, WebSocket

chat = WebSocket("Chat", {shared})

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message({own})
def on_message(connection_id: str, body: str) -> None:
    chat.send_message(connection_id, body)
"""
FUNCTIONS = {
    "aws": "aws:lambda/function:Function",
    "sim": "pulumi-python:dynamic/wingws:Function",
}


def program(shared="", own=""):
    """A program with options of the WebSocket, and of its message handler."""
    return PROGRAM.format(shared=shared, own=own)


def functions(text, target="aws", **options):
    """Return the inputs of both functions: for `$connect`, and for messages."""
    found = deploy(text, target=target, **options).of(FUNCTIONS[target])
    names = sorted(found, key=lambda name: "default" in name)
    return [found[name].inputs for name in names]


def statements(text, *actions):
    """Return those of `$connect`'s and of messages' roles that allow just that."""
    found = deploy(text, target="aws").of("aws:iam/rolePolicy:RolePolicy")
    policies = [
        json.loads(found[f"Chat-{name}-policy"].inputs["policy"])["Statement"]
        for name in ("connect", "default")
    ]
    return [
        [each for each in policy if each["Action"] == [*actions]] for policy in policies
    ]


def variables(environment):
    """Return a function's variables on AWS, but for WINGWS."""
    found = {**environment["variables"]}
    assert json.loads(found.pop("WINGWS")) is not None
    return found


def is_secret(value):
    """Say whether the engine is told that a value, or what is in it, is secret."""
    return value.get(_special_sig_key) == _special_secret_sig


ENVIRONMENT = program(
    "environment={'LEVEL': 'info', 'PLACE': pulumi.Output.from_input('here')}",
    "environment={'LEVEL': 'debug', 'WORD': pulumi.Output.secret('swordfish')}",
)


def test_variables_stand_beside_ours_on_aws():
    """Those of the WebSocket, and those of the handler on top; a secret stays one."""
    connect, message = functions(ENVIRONMENT)

    assert variables(connect["environment"]) == {"LEVEL": "info", "PLACE": "here"}
    assert is_secret(message["environment"])
    assert variables(message["environment"]["value"]) == {
        "LEVEL": "debug",
        "PLACE": "here",
        "WORD": "swordfish",
    }


def test_variables_reach_the_simulators_function():
    """As one value, which is secret if one of them is."""
    connect, message = functions(ENVIRONMENT, "sim")

    assert connect["environment"] == {"LEVEL": "info", "PLACE": "here"}
    assert is_secret(message["environment"])
    assert message["environment"]["value"] == {
        "LEVEL": "debug",
        "PLACE": "here",
        "WORD": "swordfish",
    }


def test_options_that_nobody_gave_are_not_sent():
    """A function without them is in state as it was before there were any."""
    for inputs in functions(program(), "sim"):
        assert {"environment", "reserved_concurrency"}.isdisjoint(inputs)


def test_variables_take_room_from_captures():
    """Lambda's 4 KB are for both, so captures leave sooner."""
    text = program(own="environment={'LONG': 'x' * 3500}")
    _, message = functions(text)
    captured = json.loads(message["environment"]["variables"]["WINGWS"])

    assert captured == {"parameters": [["Chat-default-captures-0-1a2b3c4:3"]]}


@pytest.mark.parametrize("target", FUNCTIONS)
@pytest.mark.parametrize(
    "own",
    [
        "environment={'URL': chat.url}",
        "vpc=Vpc(subnet_ids=[chat.url], security_group_ids=['sg-1'])",
        "vpc=Vpc(subnet_ids=['subnet-1'], security_group_ids=chat.url.apply(list))",
    ],
)
def test_an_option_cannot_wait_for_its_own_handler(target, own):
    """The URL waits for the handlers, and would for ever."""
    text = program(own=own)

    assert refused(text, target=target).startswith(
        "handler 'Chat-default' captures what waits for the handler itself"
    )


def test_a_preview_need_not_know_a_variable():
    """Its value may come from a resource that is not there yet."""
    text = program(
        own="environment={'ARN': chat.api_id.apply(lambda _: pulumi.output.UNKNOWN)}"
    )

    for target in FUNCTIONS:
        assert deploy(text, target=target, preview=True).of(FUNCTIONS[target])


def test_an_output_that_is_no_text_is_refused():
    """Without its value, which may be a secret."""
    text = program(own="environment={'SIZE': pulumi.Output.secret(7654321)}")

    assert refused(text, target="sim") == (
        "the Output of environment variable 'SIZE' is of type int; expected text"
    )


@pytest.mark.parametrize(
    ("target", "name"),
    [("aws", "reservedConcurrentExecutions"), ("sim", "reserved_concurrency")],
)
def test_concurrency_is_reserved_for_each_function(target, name):
    """As the WebSocket says, or as a handler does, zero too; none if it says None."""
    sizes = [
        [inputs.get(name) for inputs in functions(program(*options), target)]
        for options in (
            ("reserved_concurrency=5", "reserved_concurrency=0"),
            ("reserved_concurrency=5", "reserved_concurrency=None"),
            ("", "reserved_concurrency=7"),
        )
    ]

    assert sizes == [[5, 0], [5, None], [None, 7]]


def test_logs_are_kept_as_long_as_is_said():
    """By the WebSocket for all handlers, by a handler for its own."""
    text = program("log_retention=7", "log_retention=3653")
    groups = deploy(text, target="aws").of("aws:cloudwatch/logGroup:LogGroup")

    assert {name: group.inputs for name, group in groups.items()} == {
        "Chat-connect-logs": {"retentionInDays": 7},
        "Chat-default-logs": {"retentionInDays": 3653},
    }


def test_lines_of_a_log_may_be_json():
    """By the WebSocket for all handlers, by a handler for its own."""
    for text, formats in (
        (program(), ["Text", "Text"]),
        (program("log_format='JSON'", "log_format='Text'"), ["JSON", "Text"]),
    ):
        assert [
            inputs["loggingConfig"]["logFormat"] for inputs in functions(text)
        ] == formats


def test_x_ray_traces_who_wants_it_and_may_be_told():
    """Lambda sends traces with the function's role."""
    text = program("tracing=True", "tracing=False")
    modes = [inputs["tracingConfig"]["mode"] for inputs in functions(text)]

    assert modes == ["Active", "PassThrough"]
    actions = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")
    assert statements(text, *actions) == [
        [{"Effect": "Allow", "Action": [*actions], "Resource": ["*"]}],
        [],
    ]


def test_a_function_has_as_much_storage_as_is_said():
    """By the WebSocket for all handlers, by a handler for its own."""
    text = program("ephemeral_storage=1024", "ephemeral_storage=10240")

    assert [inputs["ephemeralStorage"] for inputs in functions(text)] == [
        {"size": 1024},
        {"size": 10240},
    ]


def test_a_function_has_the_layers_that_are_given(layer_cache, monkeypatch):
    """A handler's on top of the WebSocket's, and that of its packages last."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(layer_cache))
    one, two = (f"arn:aws:lambda:eu-west-1:123456789012:layer:l:{n}" for n in (1, 2))
    text = program(f"layers=['{one}']", f"layers=[pulumi.Output.from_input('{two}')]")
    of_connect, of_messages = functions(text)
    assert of_connect["layers"] == [one]
    assert of_messages["layers"] == [one, two]

    before, after = text.rsplit("    pass", 1)
    text = f"import humanize\n{before}    humanize.naturalsize(1){after}"
    *own, packages = functions(text)[0]["layers"]
    assert own == [one]
    assert packages.startswith("arn:Chat-layer-")


def test_a_function_is_connected_to_a_vpc():
    """With what its role needs for network interfaces; the simulator has none."""
    text = program(
        "vpc=Vpc(subnet_ids=['subnet-1', pulumi.Output.from_input('subnet-2')], "
        "security_group_ids=pulumi.Output.from_input(['sg-1']))",
        "vpc=None",
    )

    assert [inputs.get("vpcConfig") for inputs in functions(text)] == [
        {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]},
        None,
    ]
    actions = (
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    )
    assert statements(text, *actions) == [
        [{"Effect": "Allow", "Action": [*actions], "Resource": ["*"]}],
        [],
    ]
    assert functions(text, "sim")[0]["statements"] == []
