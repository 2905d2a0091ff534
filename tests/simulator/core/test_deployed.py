"""What the manifests of an API say together."""

import pytest
from wingws_simulator.core.api_config import Authorizer, Domain, Throttle
from wingws_simulator.core.deployed import to_api_config
from wingws_simulator.core.manifest import (
    ApiManifest,
    FunctionManifest,
    ManifestError,
    StageManifest,
)
from wingws_simulator.core.options import Options

STAGE = StageManifest("stage", "abc", "prod", 5, 0.5, {"colour": "blue"}, ["mobile"])


def function(name, route_key=None, identity_sources=(), **needs):
    return FunctionManifest(
        *("key", name, 128, 3, "0" * 64, "build", "{}"),
        api="abc",
        routes=[{"route_key": route_key, **needs}] if route_key else [],
        identity_sources=identity_sources,
    )


def config(*functions, stage=STAGE, keys=None, expression="$request.body.action"):
    api = ApiManifest("api", "Chat", "prod", expression)
    return to_api_config("abc", api, stage, functions, keys or {})


def test_routes_stage_and_keys_come_together():
    """Each manifest has its part."""
    connect = function("Chat-connect", "$connect", api_key_required=True)
    default = function("Chat-default", "$default", reply=True)
    api = config(connect, default, keys={"secret": "key1"})

    assert set(api.routes) == {"$connect", "$default"}
    assert (api.routes["$connect"].api_key_required, api.api_keys) == (
        True,
        {"secret": "key1"},
    )
    assert api.routes["$default"].reply
    assert (api.throttle, api.stage_variables) == (
        Throttle(0.5, 5),
        {"colour": "blue"},
    )
    assert api.deployed


def test_a_route_may_have_a_throttle_of_its_own():
    """It comes with the route's function; the others have the stage's."""
    api = config(
        function("Chat-join", "join", throttle_burst=1, throttle_rate=0.1),
        function("Chat-default", "$default"),
    )

    assert api.throttle_of("join") == Throttle(0.1, 1)
    assert api.throttle_of("$default") == Throttle(0.5, 5)


def test_a_domain_is_the_apis():
    """With its mapping key."""
    domain = {"name": "chat.example.com", "mapping_key": "live"}
    api = ApiManifest("api", "Chat", "prod", "$request.body.action", domain=domain)

    assert to_api_config("abc", api, STAGE, [], {}).domain == Domain(
        "chat.example.com", "live"
    )


@pytest.mark.parametrize(
    ("text", "origins"),
    [("", None), ("http://a  https://b", frozenset({"http://a", "https://b"}))],
)
def test_allowed_origins_come_from_the_options(text, origins):
    """None of them is all of them, as on AWS."""
    options = Options(allowed_origins=text)
    api = ApiManifest("api", "Chat", "prod", "$request.body.action")

    assert to_api_config(
        "abc", api, STAGE, [], {}, options.origins
    ).allowed_origins == (origins)


def test_without_a_stage_nothing_is_deployed():
    """The gateway answers 403 then."""
    assert not config(function("Chat-default", "$default"), stage=None).deployed


def test_an_authorizer_is_no_route():
    """$connect names it; its identity sources are its own."""
    sources = ["route.request.header.Token"]
    api = config(
        function("Chat-authorizer", identity_sources=sources),
        function(
            *("Chat-connect", "$connect"),
            authorization="CUSTOM",
            authorizer="Chat-authorizer",
        ),
    )

    assert set(api.routes) == {"$connect"}
    assert api.routes["$connect"].authorization == Authorizer(
        "Chat-authorizer", tuple(sources)
    )


def test_an_authorizer_that_is_gone_is_still_asked():
    """And cannot answer: nobody gets in by accident."""
    connect = function("c", "$connect", authorization="CUSTOM", authorizer="gone")

    assert config(connect).routes["$connect"].authorization == Authorizer("gone")


def test_iam_is_iam():
    """In AWS's word for it."""
    connect = function("c", "$connect", authorization="AWS_IAM")

    assert config(connect).routes["$connect"].authorization == "AWS_IAM"


@pytest.mark.parametrize(
    ("functions", "problem"),
    [
        ([function("c", "$connect", authorization="JWT")], "authorization 'JWT'"),
        ([function("c", "$connect", authorization="CUSTOM")], "authorizer None"),
        (
            [function("d", "$default", authorization="AWS_IAM")],
            r"Chat: route '\$default' has an authorization; only \$connect can",
        ),
    ],
)
def test_what_aws_would_not_take_is_refused(functions, problem):
    """With the value."""
    with pytest.raises(ManifestError, match=problem):
        config(*functions)
