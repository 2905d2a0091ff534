"""What a stack's configuration can ask of its simulator."""

import pytest

from tests.deploy.recording import deploy, refused

PROGRAM = """
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass
"""


def options(**config):
    """Return what the simulator is started with."""
    resources = deploy(PROGRAM, target="sim", **config).resources
    (target,) = (each for each in resources if each.name == "wingws-target")
    return target.inputs.get("options")


def test_none_by_default(project):
    """Then everything is as AWS has it."""
    assert not options()


def test_each_is_a_setting_of_the_stack(project):
    """Under names like Pulumi's own."""
    assert options(
        wingws_timeScale="60",
        wingws_debug="Chat-default:5678",
        wingws_enforceIam="false",
    ) == {"time_scale": 60, "debug": "Chat-default:5678", "enforce_iam": False}


def test_a_setting_without_path_is_refused(project):
    """Pulumi takes its name for a key that nobody reads; it does not go unnoticed."""
    key = "wingws:settings.jitter"
    message = refused(PROGRAM, target="sim", **{key.replace(":", "_"): "1"})

    assert message == (
        f"{key} was set without --path, which makes another key of it; remove it by "
        f"`pulumi config rm {key}`, and set it with `pulumi config set --path {key} …`"
    )


def test_settings_go_to_the_simulator_as_they_are(project):
    """It knows their names, and what they can be."""
    settings = '{"jitter": "0.5", "ping_resets_idle": true}'

    assert options(wingws_settings=settings) == {
        "jitter": "0.5",
        "ping_resets_idle": True,
    }


@pytest.mark.parametrize("value", ["fast", '"fast"', "1", "[1]"])
def test_settings_have_names(project, value):
    """A value without one is refused."""
    message = refused(PROGRAM, target="sim", wingws_settings=value)

    assert message.startswith("wingws:settings is ")
    assert message.endswith("pulumi config set --path wingws:settings.jitter 0.5")


@pytest.mark.parametrize("value", ["fast", "0", "-1", "1e9", "nan", ""])
def test_a_bad_time_scale(project, value):
    """Is refused before anything is made."""
    assert refused(PROGRAM, target="sim", wingws_timeScale=value) == (
        f"wingws:timeScale is {value!r}; expected a number from 1 to 100,000, "
        "how many seconds pass for connections in a real one"
    )


@pytest.mark.parametrize("value", ["5678", "Chat-default", "Chat-default:99999"])
def test_a_bad_place_to_debug(project, value):
    """So is that."""
    assert refused(PROGRAM, target="sim", wingws_debug=value).startswith(
        f"wingws:debug is {value!r}; expected the name of a handler"
    )


@pytest.mark.parametrize("value", ["no", "0", "False", ""])
def test_iam_is_enforced_or_not(project, value):
    """Nothing in between."""
    assert refused(PROGRAM, target="sim", wingws_enforceIam=value) == (
        f"wingws:enforceIam is {value!r}; expected true or false, whether handlers "
        "may do no more than their statements allow"
    )


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:8000", "http://localhost:8000/", "https://[::1]:1"]
)
def test_another_dynamodb_is_one_of_this_machine(project, endpoint):
    """Which takes any credentials."""
    assert options(wingws_dynamodb=endpoint) == {"dynamodb": endpoint}


def test_a_real_dynamodb_needs_a_profile(project):
    """The simulator has none of the shell's credentials."""
    endpoint = "https://dynamodb.eu-central-1.amazonaws.com"

    assert options(wingws_dynamodb=endpoint, wingws_dynamodbProfile="dev") == {
        "dynamodb": endpoint,
        "dynamodb_profile": "dev",
    }
    assert refused(PROGRAM, target="sim", wingws_dynamodb=endpoint) == (
        f"wingws:dynamodb is {endpoint!r}, which asks for credentials; expected "
        "wingws:dynamodbProfile beside it, the name of a profile of AWS's CLI"
    )
    assert refused(PROGRAM, target="sim", wingws_dynamodbProfile="dev") == (
        "wingws:dynamodbProfile is 'dev' without wingws:dynamodb; "
        "expected the endpoint of DynamoDB that it is for"
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        *("", "8000", "127.0.0.1:8000", "ftp://127.0.0.1", "http://127.0.0.1:8000/db"),
        *("http://10.0.0.1:8000", "http://127.0.0.1@example.com"),
    ],
)
def test_a_bad_endpoint(project, endpoint):
    """In clear it is on this machine only."""
    assert refused(PROGRAM, target="sim", wingws_dynamodb=endpoint).startswith(
        f"wingws:dynamodb is {endpoint!r}; expected an endpoint of DynamoDB"
    )
