"""The rule about who may connect."""

import pytest

from policy.rules.connects import AUTHORIZATION
from policy.rules.rule import UNKNOWN, Resource


def resource(type_, name, properties, **sources):
    urn = f"urn:pulumi:prod::chat::{type_}::{name}"
    return Resource(type_, urn, properties, sources)


def api(protocol="WEBSOCKET"):
    return resource("aws:apigatewayv2/api:Api", "api", {"protocolType": protocol})


def route(key="$connect", **properties):
    properties["routeKey"] = key
    type_ = "aws:apigatewayv2/route:Route"
    return resource(type_, "route", properties, apiId=[api().urn])


def check(*resources, stacks=("prod",)):
    return [
        (urn.rpartition("::")[2], message)
        for urn, message in AUTHORIZATION.check(resources, stacks=stacks)
    ]


@pytest.mark.parametrize("properties", [{}, {"authorizationType": "NONE"}])
def test_a_connect_route_that_asks_nobody_is_a_violation(properties):
    """That is what a route does unless it says otherwise."""
    ((name, message),) = check(api(), route(**properties))

    assert name == "route"
    assert message.startswith("authorizationType of $connect is 'NONE'; expected")


@pytest.mark.parametrize("type_", ["CUSTOM", "AWS_IAM", UNKNOWN])
def test_a_connect_route_that_asks_is_fine(type_):
    """Whether an authorizer or IAM, or whatever the update will know."""
    assert check(api(), route(authorizationType=type_)) == []


def test_an_api_without_a_connect_route_is_a_violation():
    """API Gateway lets everybody in, then; other routes are never asked for it."""
    ((name, message),) = check(api(), route("$default", authorizationType="AWS_IAM"))

    assert name == "api"
    assert message.startswith("the API has no $connect route; expected one")


def test_a_route_whose_key_is_not_known_may_be_the_one():
    """The update will tell."""
    assert check(api(), route(UNKNOWN)) == []


def test_http_apis_have_no_connect_route():
    """They are none of this rule's business."""
    assert check(api("HTTP")) == []


@pytest.mark.parametrize(
    ("stacks", "count"), [([], 0), (["dev"], 0), (["prod"], 1), (["dev", "p*"], 1)]
)
def test_only_stacks_that_are_named_are_looked_at(stacks, count):
    """By name, or by a pattern."""
    assert len(check(api(), route(), stacks=stacks)) == count
