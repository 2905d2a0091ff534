"""API keys, throttles, stage variables, tags: what becomes of them on both targets."""

import re

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import deploy, refused
from tests.deploy.test_manifest import SCHEMA

PROGRAM = """
import pulumi
from pulumi_wingws import Domain, WebSocket

chat = WebSocket("Chat"{options})

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass
"""
KEYED = PROGRAM.format(options=", api_keys=['mobile', 'desk']")
SELECTION = "$context.authorizer.usageIdentifierKey"


def with_options(options):
    return PROGRAM.format(options=options and f", {options}")


def sent(program, type_):
    """Return what the provider sends the simulator of resources of a type, by name."""
    resources = deploy(program, target="sim").of(
        f"pulumi-python:dynamic/wingws:{type_}"
    )
    return {name: sim_provider._spec(r.inputs) for name, r in resources.items()}


def test_api_keys_are_keys_of_one_usage_plan(project):
    """Without a usage plan for the stage, AWS takes no key there."""
    aws = deploy(KEYED, target="aws")
    plan = aws.one("aws:apigateway/usagePlan:UsagePlan")
    keys = aws.of("aws:apigateway/usagePlanKey:UsagePlanKey")

    assert set(aws.of("aws:apigateway/apiKey:ApiKey")) == {
        "Chat-api-key-mobile",
        "Chat-api-key-desk",
    }
    assert plan.name == "Chat-usage-plan"
    assert plan.inputs["apiStages"] == [{"apiId": "api123", "stage": "prod"}]
    assert keys["Chat-usage-plan-api-key-mobile"].inputs == {
        "keyId": "Chat-api-key-mobile-id",
        "keyType": "API_KEY",
        "usagePlanId": "Chat-usage-plan-id",
    }


@pytest.mark.parametrize(
    ("target", "value"),
    [("aws", "value of Chat-api-key-mobile"), ("sim", "value of mobile")],
)
def test_api_keys_are_outputs_by_name(project, target, value):
    """Whatever made them."""
    program = KEYED + "chat.api_keys['mobile'].apply(pulumi.log.info)"

    assert ("info", value) in deploy(program, target=target).logs


def test_only_connect_needs_a_key(project):
    """AWS refuses it of other routes; who has connected has shown it."""
    routes = deploy(KEYED, target="aws").of("aws:apigatewayv2/route:Route")

    assert routes["Chat-connect-route"].inputs["apiKeyRequired"] is True
    assert "apiKeyRequired" not in routes["Chat-default-route"].inputs


@pytest.mark.parametrize("expression", ["$request.header.x-api-key", SELECTION])
def test_the_api_is_told_where_a_key_is_found(project, expression):
    """On both targets."""
    program = with_options(
        f"api_keys=['web'], api_key_selection_expression={expression!r}"
    )
    api = deploy(program, target="aws").one("aws:apigatewayv2/api:Api")

    assert api.inputs["apiKeySelectionExpression"] == expression
    assert sent(program, "Api")["Chat"]["api_key_selection_expression"] == expression


def test_a_stage_has_the_throttles_and_variables_that_it_is_given(project):
    """Fractions of a request a second too."""
    program = with_options(
        "throttle_burst=7, throttle_rate=0.5, stage_variables={'colour': 'blue'}"
    )
    stage = deploy(program, target="aws").one("aws:apigatewayv2/stage:Stage").inputs

    assert stage["stageVariables"] == {"colour": "blue"}
    assert stage["defaultRouteSettings"]["throttlingBurstLimit"] == 7
    assert stage["defaultRouteSettings"]["throttlingRateLimit"] == 0.5


THROTTLED = (
    with_options("throttle_burst=100, throttle_rate=50")
    + """
@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    pass

@chat.route("join", throttle_burst=1, throttle_rate=0.5)
def join(connection_id: str, body: str) -> None:
    pass

@chat.route("draw", throttle_rate=20)
def draw(connection_id: str, body: str) -> None:
    pass
"""
)


def test_a_route_may_have_a_throttle_of_its_own(project):
    """What it leaves out is as the stage has it: AWS would take it for 0 or off."""
    stage = deploy(THROTTLED).one("aws:apigatewayv2/stage:Stage")
    default, routes = (
        stage.inputs[name] for name in ("defaultRouteSettings", "routeSettings")
    )

    assert default["throttlingBurstLimit"] == 100
    assert routes == [
        default | {"routeKey": "draw", "throttlingRateLimit": 20},
        default
        | {"routeKey": "join", "throttlingBurstLimit": 1, "throttlingRateLimit": 0.5},
    ]
    assert {"Chat-route-join-route", "Chat-route-draw-route"} <= stage.depends_on


def test_without_one_a_stage_has_no_settings_of_routes(project):
    """Its own are for all of them."""
    stage = deploy(with_options("throttle_burst=100")).one(
        "aws:apigatewayv2/stage:Stage"
    )

    assert "routeSettings" not in stage.inputs


def test_the_simulator_is_told_the_throttles_of_routes(project):
    """With the route, and both numbers."""
    specs = sent(THROTTLED, "Function")
    for spec in specs.values():
        jsonschema.validate(spec, SCHEMA)
    routes = {
        name: manifest.parse(manifest.FunctionManifest, spec).served[0]
        for name, spec in specs.items()
    }

    assert {
        name: (each.throttle_burst, each.throttle_rate) for name, each in routes.items()
    } == {
        "Chat-connect": (None, None),
        "Chat-default": (None, None),
        "Chat-disconnect": (None, None),
        "Chat-route-join": (1, 0.5),
        "Chat-route-draw": (100, 20),
    }


@pytest.mark.parametrize(
    ("decorator", "sentence"),
    [
        (
            "route('join', throttle_burst=0)",
            "throttle_burst 0 is not allowed; "
            "expected a whole number from 1, how many requests at once",
        ),
        (
            "on_connect(throttle_rate=0)",
            "throttle_rate 0 is not allowed; "
            "expected a number above 0, how many requests a second",
        ),
        *(
            (
                f"{decorator}throttle_burst=1)",
                "a throttle is not allowed on route '$disconnect'; "
                "expected it on $connect, or on a route of messages",
            )
            for decorator in ("on_disconnect(", "route('$disconnect', ")
        ),
    ],
)
def test_a_bad_throttle_of_a_route_is_refused_at_its_line(project, decorator, sentence):
    """As one of the stage is."""
    program = with_options("") + f"chat.{decorator}(print)"

    assert refused(program, target="sim") == sentence


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("authorizer(throttle_burst=1)", "expected memory_size, [^;]* vpc, transform"),
        ("on_connect(throttle=1)", "expected [^;]*, throttle_burst, throttle_rate"),
    ],
)
def test_an_authorizer_is_no_route(project, decorator, expected):
    """API Gateway throttles routes; each decorator's error lists what it takes."""
    sentence = refused(with_options("") + f"chat.{decorator}(print)", target="sim")
    option = re.escape(decorator.partition("(")[2].partition("=")[0])

    assert re.fullmatch(
        f"option '{option}' of a handler is unknown; {expected}", sentence
    )


def test_everything_that_can_have_tags_has_them(project):
    """On AWS, a handler's children too; what a user makes below it is the user's."""
    program = (
        with_options(
            "tags={'team': 'chat', 'Größe': ''}, api_keys=['a'], "
            "domain=Domain('chat.example.com', 'arn:aws:acm:a', zone_id='Z1')"
        )
        + """
import pulumi_aws

@chat.route("secret")
def secret(connection_id: str) -> None:
    print(word.get())

word = pulumi.Output.secret("swordfish")
below = pulumi.ResourceOptions(parent=chat)
pulumi_aws.sns.Topic("Topic", tags={"own": "one"}, opts=below)
"""
    )
    tags = {r.type: r.inputs.get("tags") for r in deploy(program).resources}

    assert tags.pop("aws:sns/topic:Topic") == {"own": "one"}
    tagged = {type_: each for type_, each in tags.items() if each is not None}
    assert {type_.rpartition(":")[2] for type_ in tagged} == {
        *("Api", "Stage", "DomainName", "UsagePlan", "ApiKey"),
        *("LogGroup", "Role", "Function", "Parameter"),
    }
    assert all(each == {"team": "chat", "Größe": ""} for each in tagged.values())


def test_the_simulator_has_no_tags(project):
    """It is told nothing of them."""
    tagged, plain = with_options("tags={'team': 'chat'}"), with_options("")

    for type_ in ("Api", "Stage", "Function"):
        assert sent(tagged, type_) == sent(plain, type_)


def test_the_simulator_is_told_the_same(project):
    """Names of keys, for it makes the keys; the rest as AWS gets it."""
    options = "throttle_rate=0.5, stage_variables={'colour': 'blue'}, api_keys=['a']"
    program = with_options(options)
    spec = sent(program, "Stage")["Chat"]
    jsonschema.validate(spec, SCHEMA)
    stage = manifest.parse(manifest.StageManifest, spec)

    assert (stage.throttle_burst, stage.throttle_rate) == (5000, 0.5)
    assert (stage.stage_variables, stage.api_keys) == ({"colour": "blue"}, ["a"])
    (connect,) = sent(program, "Function")["Chat-connect"]["routes"]
    assert connect["api_key_required"] is True


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "api_keys='mobile'",
            "api_keys 'mobile' is not allowed; "
            "expected a list of names like ['mobile']",
        ),
        *(
            (
                f"api_keys=[{name!r}]",
                f"name {name!r} of an API key is not allowed; "
                "expected letters, digits, '-' or '_'",
            )
            for name in ("", "a b", 7)
        ),
        ("api_keys=['a', 'a']", "two API keys are named 'a'; keep one of them"),
        (
            "api_key_selection_expression='$request.querystring.key'",
            "api_key_selection_expression '$request.querystring.key' is not allowed; "
            f"expected $request.header.x-api-key or {SELECTION}",
        ),
        *(
            (
                f"throttle_burst={burst!r}",
                f"throttle_burst {burst!r} is not allowed; "
                "expected a whole number from 1, how many requests at once",
            )
            for burst in (0, -1, 1.5, "5000", True)
        ),
        *(
            (
                f"throttle_rate={rate!r}",
                f"throttle_rate {rate!r} is not allowed; "
                "expected a number above 0, how many requests a second",
            )
            for rate in (0, -0.5, "10", True)
        ),
        *(
            (
                f"tags={tags!r}",
                f"tags {tags!r} are not allowed; "
                "expected a dict of up to 50 like {'team': 'chat'}",
            )
            for tags in (["team"], {str(n): "" for n in range(51)})
        ),
        *(
            (
                f"tags={{{key!r}: ''}}",
                f"key {key!r} of a tag is not allowed; expected 1 to 128 letters, "
                "digits, spaces and _.:/=+-@, not beginning with 'aws:'",
            )
            for key in ("", "aws:team", "AWS:team", "a&b", "k" * 129, 7)
        ),
        *(
            (
                f"tags={{'team': {value!r}}}",
                f"value {value!r} of tag 'team' is not allowed; expected up to 256 "
                "letters, digits, spaces and _.:/=+-@",
            )
            for value in (7, None, "a,b", "v" * 257)
        ),
        (
            "stage_variables=['a']",
            "stage_variables ['a'] is not allowed; "
            "expected a dict like {'backend': 'blue'}",
        ),
        (
            "stage_variables={'a-b': 'c'}",
            "name 'a-b' of a stage variable is not allowed; "
            "expected letters, digits and underscores",
        ),
        *(
            (
                f"stage_variables={{'a': {value!r}}}",
                f"value {value!r} of stage variable 'a' is not allowed; "
                "expected letters, digits and -._~:/?#&=,",
            )
            for value in ("", "b c", 7)
        ),
    ],
)
def test_a_bad_option_is_refused_at_its_line(project, options, sentence):
    """With the value that was given and what is allowed."""
    assert refused(with_options(options), target="sim") == sentence


def test_keys_that_nothing_asks_for_are_refused(project):
    """AWS asks for them on the $connect route."""
    program = KEYED.replace("@chat.on_connect\n", "")

    assert refused(program, target="aws").startswith(
        "WebSocket 'Chat' has api_keys, but nothing handles $connect"
    )
