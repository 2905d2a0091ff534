"""Rules about functions and permissions."""

import gzip
import json
from pathlib import Path

import botocore
import pytest

from policy.rules.functions import RUNTIME, SOURCE_ARN
from policy.rules.rule import UNKNOWN

GATEWAY = {"principal": "apigateway.amazonaws.com"}
DEFAULT = RUNTIME.config["runtimes"]["default"]
MODEL = Path(botocore.__file__).parent / "data/lambda/2015-03-31/service-2.json.gz"


def test_a_permission_without_a_source_is_a_violation():
    """API Gateway may invoke the function for anybody's API."""
    (message,) = SOURCE_ARN.check(GATEWAY)

    assert message.startswith("there is no sourceArn; expected that of an API")


@pytest.mark.parametrize(
    "arn", ["*", "arn:aws:execute-api:eu-central-1:123456789012:*/*/$connect"]
)
def test_a_permission_for_any_api_is_a_violation(arn):
    """A wildcard for the API is no source."""
    (message,) = SOURCE_ARN.check(GATEWAY | {"sourceArn": arn})

    assert message == f"sourceArn is {arn!r}; expected that of one API"


@pytest.mark.parametrize(
    "permission",
    [
        GATEWAY | {"sourceArn": UNKNOWN},
        GATEWAY | {"sourceArn": "arn:aws:execute-api:eu-central-1:1:abc123/*"},
        {"principal": UNKNOWN},
        {"principal": "sns.amazonaws.com"},
    ],
)
def test_a_permission_for_one_api_is_fine(permission):
    """For all of its routes if need be; other services are left alone."""
    assert [*SOURCE_ARN.check(permission)] == []


def test_a_runtime_that_is_not_allowed_is_named():
    """With those that are."""
    (message,) = RUNTIME.check({"runtime": "python3.8"}, runtimes=["python3.13", "x"])

    assert message == "runtime is 'python3.8'; expected one of python3.13, x"


@pytest.mark.parametrize("function", [{}, {"runtime": UNKNOWN}, {"runtime": "x"}])
def test_an_allowed_runtime_is_fine(function):
    """So is that of an image, which says none."""
    assert [*RUNTIME.check(function, runtimes=["x"])] == []


def test_lambda_has_each_runtime_that_is_allowed_by_default():
    """The names are AWS's own."""
    model = json.loads(gzip.decompress(MODEL.read_bytes()))

    assert set(DEFAULT) - {*model["shapes"]["Runtime"]["enum"]} == set()
