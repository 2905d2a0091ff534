"""A custom domain: what it registers on target aws, and what the simulator gets."""

import json

import jsonschema
import pytest
from wingws_simulator.core import manifest

from pulumi_wingws.targets import sim_provider
from tests.deploy.recording import REGION, deploy, refused
from tests.deploy.test_manifest import SCHEMA

PROGRAM = """
import pulumi
from pulumi_wingws import Domain, WebSocket

certificate = pulumi.Output.from_input("arn:aws:acm:certificate/1")
chat = WebSocket("Chat", domain={domain})
endpoint = chat.callback_url

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    chat.send_message(connection_id, endpoint.get())

chat.url.apply(lambda url: pulumi.log.info(f"url {{url}}"))
chat.callback_url.apply(lambda url: pulumi.log.info(f"callback {{url}}"))
"""


def program(arguments):
    return PROGRAM.format(domain=f"Domain({arguments})")


def only_way(arguments):
    """Return the program with the domain as the only way to the API."""
    return PROGRAM.format(
        domain=f"Domain({arguments}), disable_execute_api_endpoint=True"
    )


FULL = program(
    "'chat.example.com', certificate_arn=certificate, mapping_key='v1/live', "
    "zone_id='Z1'"
)


def test_a_domain_is_mapped_to_the_stage(project):
    """Regional, with TLS 1.2, as AWS wants it for WebSocket APIs."""
    aws = deploy(FULL, target="aws")

    assert aws.one("aws:apigatewayv2/domainName:DomainName").inputs == {
        "domainName": "chat.example.com",
        "domainNameConfiguration": {
            "certificateArn": "arn:aws:acm:certificate/1",
            "endpointType": "REGIONAL",
            "securityPolicy": "TLS_1_2",
        },
    }
    mapping = aws.one("aws:apigatewayv2/apiMapping:ApiMapping")
    assert mapping.inputs == {
        "apiId": "api123",
        "apiMappingKey": "v1/live",
        "domainName": "Chat-domain-id",
        "stage": "prod",
    }
    assert "Chat-stage" in mapping.depends_on


def test_a_zone_gets_a_record(project):
    """An alias to what AWS made for the domain."""
    record = deploy(FULL, target="aws").one("aws:route53/record:Record").inputs

    assert (record["name"], record["type"], record["zoneId"]) == (
        "chat.example.com",
        "A",
        "Z1",
    )
    assert record["aliases"] == [
        {"evaluateTargetHealth": False, "name": "target of Chat", "zoneId": "Z2"}
    ]


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ("mapping_key='live'", "wss://chat.example.com/live"),
        ("", "wss://chat.example.com"),
    ],
)
def test_clients_get_the_domain_and_handlers_the_apis_own_host(project, arguments, url):
    """Calls of @connections need no DNS, and no stage in the path of the domain."""
    text = f"'chat.example.com', certificate, {arguments}"
    logs = deploy(program(text), target="aws").logs

    assert ("info", f"url {url}") in logs
    host = f"api123.execute-api.{REGION}.amazonaws.com"
    assert ("info", f"callback https://{host}/prod") in logs


@pytest.mark.parametrize(
    ("arguments", "url"),
    [
        ("mapping_key='live'", "https://chat.example.com/live"),
        ("", "https://chat.example.com"),
    ],
)
def test_without_the_apis_own_host_handlers_call_the_domain(project, arguments, url):
    """By its mapping key; what they may do is still said by the API's ARN."""
    aws = deploy(only_way(f"'chat.example.com', certificate, {arguments}"))
    api = aws.one("aws:apigatewayv2/api:Api").inputs
    function = aws.of("aws:lambda/function:Function")["Chat-default-function"].inputs
    captured = json.loads(function["environment"]["variables"]["WINGWS"])
    policy = aws.of("aws:iam/rolePolicy:RolePolicy")["Chat-default-policy"].inputs

    assert api["disableExecuteApiEndpoint"] is True
    assert ("info", f"callback {url}") in aws.logs
    assert captured["websockets"]["Chat"]["endpoint"] == url
    assert ":api123/prod/POST/@connections/*" in policy["policy"]


def test_the_simulators_own_host_goes_on(project):
    """It is the only one that this machine can find without more ado."""
    text = "'chat.example.com', mapping_key='live'"
    closed, open_ = (
        deploy(each, target="sim") for each in (only_way(text), program(text))
    )
    api = "pulumi-python:dynamic/wingws:Api"

    assert closed.one(api).inputs == open_.one(api).inputs
    assert ("info", "callback http://127.0.0.1:20001/prod") in closed.logs


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            "None, disable_execute_api_endpoint=True",
            "disable_execute_api_endpoint True is not allowed without a domain; "
            "expected domain=Domain('chat.example.com', …) beside it",
        ),
        (
            "Domain('chat.example.com'), disable_execute_api_endpoint='yes'",
            "disable_execute_api_endpoint 'yes' is not allowed; expected True or False",
        ),
    ],
)
def test_an_api_that_nobody_can_reach_is_refused(project, options, sentence):
    """At its line, on both targets."""
    assert refused(PROGRAM.format(domain=options), target="sim") == sentence


def test_without_a_zone_there_is_no_record(project):
    """Who has DNS elsewhere makes it there."""
    aws = deploy(program("'chat.example.com', certificate"), target="aws")

    assert not aws.of("aws:route53/record:Record")


def test_the_simulator_gets_name_and_mapping_key(project):
    """It needs no certificate of others."""
    text = program("'chat.example.com', mapping_key='live'")
    sim = deploy(text, target="sim")
    spec = sim_provider._spec(sim.one("pulumi-python:dynamic/wingws:Api").inputs)
    jsonschema.validate(spec, SCHEMA)

    assert manifest.parse(manifest.ApiManifest, spec).domain == {
        "name": "chat.example.com",
        "mapping_key": "live",
    }
    assert ("info", "url ws://127.0.0.1:20001/prod") in sim.logs


def test_aws_needs_a_certificate(project):
    """The simulator makes its own."""
    assert refused(program("'chat.example.com'"), target="aws") == (
        "domain 'chat.example.com' has no certificate_arn; expected that of a "
        "certificate in ACM, in the region of the API"
    )


@pytest.mark.parametrize(
    ("domain", "sentence"),
    [
        (
            "'chat.example.com'",
            "domain 'chat.example.com' is not allowed; "
            "expected Domain('chat.example.com', …)",
        ),
        *(
            (
                f"Domain({name!r})",
                f"domain name {name!r} is not allowed; "
                "expected one like 'chat.example.com'",
            )
            for name in ("", "chat", "https://a.b", "a_b.com", "-a.com", "a.com/x", 7)
        ),
        *(
            (
                f"Domain('a.com', mapping_key={key!r})",
                f"mapping key {key!r} is not allowed; expected at most 300 letters, "
                "digits and $-_.+!*'(), with single slashes between them",
            )
            for key in ("/live", "live/", "a//b", "a b", "k" * 301, None)
        ),
    ],
)
def test_a_bad_domain_is_refused_at_its_line(project, domain, sentence):
    """With the value that was given and what is allowed."""
    assert refused(PROGRAM.format(domain=domain), target="sim") == sentence
