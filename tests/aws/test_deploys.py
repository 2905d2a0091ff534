"""Target `aws` under the real CLI and engine; what it made is read back with boto3."""

import pytest

from tests.engine.simulator import CHAT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

HANDLERS = ("connect", "default", "disconnect")

ALL_KINDS = """
import humanize
import pulumi
from pulumi_wingws import Allow, Domain, DynamodbTable, WebSocket

table = DynamodbTable(
    "Table",
    hash_key="id",
    attribute_definitions={"id": "S"},
    deletion_protection=False,
)
domain = Domain(
    "chat.example.com",
    certificate_arn="arn:aws:acm:eu-central-1:123456789012:certificate/abc",
    zone_id=pulumi.Config().require("zone"),
)
chat = WebSocket(
    "Chat", domain=domain, disable_execute_api_endpoint=True, api_keys=["mobile"]
)
key = pulumi.Config().require_secret("key")
text = pulumi.Output.from_input("long " * 1000)

@chat.on_connect
def on_connect(connection_id: str) -> None:
    table.put_item(item={"id": connection_id})

@chat.route("reply", reply=True)
def reply(connection_id: str, body: str) -> str:
    return key.get() + text.get() + humanize.naturalsize(len(body))

@chat.authorizer
def authorize(event):
    return Allow(principal_id="someone")
"""

PING = """
@chat.route("ping")
def ping(connection_id: str, body: str) -> None:
    pass

"""

AUTHORIZER = """
@chat.authorizer
def authorize(event):
    return {"principalId": "someone", "policyDocument": {"Statement": []}}

"""

REFUSED = """
import pulumi_aws as aws

api = aws.apigatewayv2.Api("api", protocol_type="WEBSOCKET")
route = {"api_id": api.id, "target": "integrations/abc"}
authorizer = {"api_id": api.id, "authorizer_uri": "arn:aws:apigateway:x"}
aws.apigatewayv2.Route("dollar", route_key="$foo", **route)
aws.apigatewayv2.Route("targetless", route_key="foo", api_id=api.id)
aws.apigatewayv2.Authorizer("jwt", authorizer_type="JWT", **authorizer)
aws.apigatewayv2.Authorizer(
    "cached",
    authorizer_type="REQUEST",
    authorizer_result_ttl_in_seconds=300,
    **authorizer,
)
aws.apigatewayv2.Stage(
    "unthrottled",
    api_id=api.id,
    name="prod",
    default_route_settings={"throttling_rate_limit": 10},
)
throttles = {"throttling_burst_limit": 1, "throttling_rate_limit": 10}
aws.apigatewayv2.Stage(
    "routeless",
    api_id=api.id,
    name="prod",
    default_route_settings=throttles,
    route_settings=[{"route_key": "foo", **throttles}],
)
"""


LOGGED = """
import pulumi
from pulumi_wingws import (
    AccessLog, ApiGatewayAccountLogging, ExecutionLog, WebSocket
)

{before}
chat = WebSocket("Chat", {log}, opts=pulumi.ResourceOptions({waits}))

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass
"""


@pytest.fixture(scope="module")
def made(make_aws_project):
    """The chat and the result of its first `up`."""
    project = make_aws_project(CHAT)
    yield project, project.up()
    allow_deletion(project)
    project.destroy()


@pytest.fixture
def chat(made):
    """The chat, running as the root's program has it."""
    project, _ = made
    project.write(CHAT)
    project.up()
    return project


def allow_deletion(project):
    """Do what docs/aws.md says to do before a stack is destroyed."""
    project.write(
        CHAT.replace(
            '"WebSocketTable",', '"WebSocketTable", deletion_protection=False,'
        )
    )
    project.up()


def edited(project, old, new):
    """Bring the chat up after an edit; return what changed of AWS, as (name, op)s."""
    assert old in CHAT
    project.write(CHAT.replace(old, new))
    changed = project.up().changed()
    return {(step.name, step.op) for step in changed if step.type.startswith("aws:")}


def watched(latency):
    """Return the chat's WebSocket with alarms."""
    alarms = f'Alarms(["arn:aws:sns:x"], latency={latency})'
    # On the one line: others keep their numbers, and functions their code.
    return f'WebSocket("MyWebSocket", alarms=__import__("pulumi_wingws").{alarms})'


def logical(name):
    """Return a physical name without its seven random digits."""
    return name[:-8]


def test_the_chat_is_24_resources(made, cloud):
    """The real engine creates them in one go, and AWS's account then has them."""
    _, result = made
    steps = [step for step in result.changed() if step.type.startswith("aws:")]
    inventory = cloud.inventory()

    assert {step.op for step in steps} == {"create"}
    assert len(steps) == 24
    assert inventory.pop("apis") == ["MyWebSocket"]
    names = {noun: sorted(map(logical, inventory[noun])) for noun in inventory}
    assert {noun: names[noun] for noun in names if names[noun]} == {
        "functions": [f"MyWebSocket-{each}-function" for each in HANDLERS],
        "log groups": [f"MyWebSocket-{each}-logs" for each in HANDLERS],
        "roles": [f"MyWebSocket-{each}-role" for each in HANDLERS],
        "tables": ["WebSocketTable"],
    }


def test_a_second_up_changes_nothing(chat):
    """Neither does its preview show anything."""
    assert chat.preview().changed() == ()
    assert chat.up().changed() == ()


def test_an_edited_handler_updates_its_function_alone(chat, cloud):
    """The other functions keep their code."""
    before = code_hashes(cloud)
    changed = edited(chat, "body)", "body.upper())")
    after = code_hashes(cloud)

    assert changed == {("MyWebSocket-default-function", "update")}
    assert {name for name in after if after[name] != before[name]} == {
        "MyWebSocket-default-function"
    }


def test_a_handler_that_does_more_may_do_more(chat):
    """A new call updates the function and its role's policy."""
    changed = edited(
        chat,
        "connections.put_item(",
        "connections.scan(); connections.put_item(",
    )

    assert changed == {
        ("MyWebSocket-connect-function", "update"),
        ("MyWebSocket-connect-policy", "update"),
    }


def test_a_new_throttle_updates_the_stage_in_place(chat, cloud):
    """The API keeps its id, and its URL with it."""
    gateway = cloud.client("apigatewayv2")
    changed = edited(
        chat, 'WebSocket("MyWebSocket")', 'WebSocket("MyWebSocket", throttle_burst=7)'
    )
    (api,) = gateway.get_apis()["Items"]
    stage = gateway.get_stage(ApiId=api["ApiId"], StageName="prod")

    assert changed == {("MyWebSocket-stage", "update")}
    assert stage["DefaultRouteSettings"] == {
        "ThrottlingBurstLimit": 7,
        "ThrottlingRateLimit": 10000.0,
        "LoggingLevel": "OFF",
        "DataTraceEnabled": False,
        "DetailedMetricsEnabled": False,
    }


def test_a_throttle_of_a_route_comes_and_goes_with_it(chat, cloud):
    """The stage is told of it after the route is made, and before it is deleted."""
    gateway = cloud.client("apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    throttled = PING.replace('"ping"', '"ping", throttle_burst=1')
    edited(chat, "pulumi.export", throttled + "pulumi.export")
    settings = gateway.get_stage(ApiId=api["ApiId"], StageName="prod")["RouteSettings"]
    chat.write(CHAT)
    chat.up()
    left = gateway.get_stage(ApiId=api["ApiId"], StageName="prod")["RouteSettings"]

    assert settings == {
        "ping": {
            "ThrottlingBurstLimit": 1,
            "ThrottlingRateLimit": 10000.0,
            "LoggingLevel": "OFF",
            "DataTraceEnabled": False,
            "DetailedMetricsEnabled": False,
        }
    }
    assert left == {}


def test_alarms_come_change_and_go(chat, cloud):
    """In place, and with those of each function."""
    before = cloud.inventory()
    created = edited(chat, 'WebSocket("MyWebSocket")', watched(latency=5000))
    updated = edited(chat, 'WebSocket("MyWebSocket")', watched(latency=100))
    (alarm,) = cloud.client("cloudwatch").describe_alarms(
        AlarmNamePrefix="MyWebSocket-latency"
    )["MetricAlarms"]
    chat.write(CHAT)
    chat.up()

    assert created == {
        (f"MyWebSocket-{name}-alarm", "create")
        for name in (
            *("integration-errors", "execution-errors", "latency"),
            *(f"{each}-throttles" for each in HANDLERS),
        )
    }
    assert updated == {("MyWebSocket-latency-alarm", "update")}
    assert (alarm["ExtendedStatistic"], alarm["Threshold"]) == ("p95", 100)
    assert cloud.inventory() == before


def test_a_transform_changes_resources_in_place(chat, cloud):
    """Those of its key alone, and AWS has what it says."""
    transform = '{"logs": lambda args: args.update(retention_in_days=7)}'
    changed = edited(chat, '"MyWebSocket")', f'"MyWebSocket", transform={transform})')
    groups = cloud.client("logs").describe_log_groups()["logGroups"]

    assert changed == {(f"MyWebSocket-{each}-logs", "update") for each in HANDLERS}
    assert {each["retentionInDays"] for each in groups} == {7}


def test_a_route_comes_and_goes_with_its_handler(chat, cloud):
    """What it needs is created before the stage, and nothing of it stays behind."""
    before = cloud.inventory()
    created = edited(chat, "pulumi.export", PING + "pulumi.export")
    chat.write(CHAT)
    deleted = chat.up().changed()

    assert {op for _, op in created} == {"create"}
    assert {name for name, _ in created} == {
        f"MyWebSocket-route-ping-{role}"
        for role in (
            *("logs", "role", "policy", "function"),
            *("permission", "integration", "route"),
        )
    }
    assert {step.op for step in deleted} == {"delete"}
    assert cloud.inventory() == before


def test_an_authorizer_comes_and_goes(chat, cloud):
    """The route of `$connect` is updated in place, before the authorizer is deleted."""
    before = cloud.inventory()
    created = edited(chat, "pulumi.export", AUTHORIZER + "pulumi.export")
    chat.write(CHAT)
    deleted = chat.up().changed()

    assert {name for name, op in created if op == "update"} == {
        "MyWebSocket-connect-route"
    }
    assert {step.name for step in deleted if step.op == "update"} == {
        "MyWebSocket-connect-route"
    }
    assert cloud.inventory() == before


def test_a_renamed_stage_is_another(chat, cloud):
    """What is for the old one's routes alone is replaced; functions are told."""
    changed = edited(chat, '"MyWebSocket")', '"MyWebSocket", stage_name="live")')
    (api,) = cloud.client("apigatewayv2").get_apis()["Items"]
    stages = cloud.client("apigatewayv2").get_stages(ApiId=api["ApiId"])["Items"]

    assert [each["StageName"] for each in stages] == ["live"]
    assert {name for name, op in changed if op == "update"} == {
        "MyWebSocket-default-function",
        "MyWebSocket-default-policy",
    }
    assert {name for name, op in changed if op == "replace"} == {
        "MyWebSocket-stage",
        *(f"MyWebSocket-{each}-permission" for each in HANDLERS),
    }
    assert chat.outputs["url"].endswith("/live")


def test_every_kind_is_made_and_nothing_stays(make_aws_project, cloud):
    """Replies, authorizers, parameters, layers, API keys, domains; then none of it.

    In between nothing has drifted.
    """
    zone = cloud.client("route53").create_hosted_zone(
        Name="example.com", CallerReference="zone"
    )["HostedZone"]["Id"]
    before = cloud.inventory()
    project = make_aws_project(ALL_KINDS)
    project.config_set("key", "swordfish", secret=True)
    project.config_set("zone", zone)
    project.up()
    made = cloud.inventory()
    api = api_named("Chat", cloud)
    refreshed = project.refresh().changes
    again = project.up().changed()
    project.destroy()

    assert again == ()
    assert refreshed.keys() == {"same"}
    assert len(made["layers"]) == 1
    assert made["domains"] == ["chat.example.com"]
    assert api["DisableExecuteApiEndpoint"] is True
    assert list(map(logical, made["API keys"])) == ["Chat-api-key-mobile"]
    assert list(map(logical, made["usage plans"])) == ["Chat-usage-plan"]
    assert sorted(map(logical, made["parameters"])) == [
        "Chat-route-reply-captures-0",
        "Chat-route-reply-captures-1",
        "Chat-route-reply-secret-0",
    ]
    assert cloud.inventory() == before


def test_a_table_is_not_destroyed_until_it_may_be(make_aws_project, cloud):
    """AWS itself refuses, when all else is gone; after docs/aws.md's steps it goes."""
    before = cloud.inventory()
    project = make_aws_project(CHAT)
    project.up()
    refused = project.destroy(fails=True)
    left = cloud.inventory()
    allow_deletion(project)
    project.destroy()

    assert any("DeletionProtectionEnabled" in each for each in refused.diagnostics)
    assert len(left["tables"]) == len(before["tables"]) + 1
    assert left | {"tables": before["tables"]} == before
    assert cloud.inventory() == before


def test_the_stand_in_refuses_what_aws_refuses(make_aws_project):
    """moto would take these, and a target that registered one would look proven."""
    project = make_aws_project(REFUSED)
    result = project.up("--continue-on-error", fails=True)
    project.destroy()
    refusals = sorted(
        each for each in result.diagnostics if "update failed" not in each
    )

    assert [each.strip() for each in refusals] == [
        "BadRequestException: authorizer type 'JWT'; WebSocket APIs have REQUEST only",
        "BadRequestException: authorizerResultTtlInSeconds is given; "
        "WebSocket APIs cache no results",
        "BadRequestException: route 'foo' has no target; expected integrations/{id}, "
        "without which no deployment can be made",
        "BadRequestException: route key '$foo'; those that begin with '$' are "
        "$connect, $disconnect and $default",
        "NotFoundException: Unable to find Route by key foo within the provided "
        "RouteSettings",
        "stage 'prod' has no throttlingBurstLimit; expected both throttles, "
        "since the provider sends 0 for what is missing",
    ]


@pytest.mark.parametrize(
    "log", ["access_log=AccessLog()", "execution_log=ExecutionLog()"]
)
def test_logs_need_a_role_that_the_account_lacks(make_aws_project, log):
    """The error is the one that docs/aws.md shows."""
    project = make_aws_project(LOGGED.format(before="", log=log, waits=""))
    result = project.up(fails=True)
    project.destroy()

    assert any(
        "BadRequestException: CloudWatch Logs role ARN must be set in account settings "
        "to enable logging" in each
        for each in result.diagnostics
    )


def test_logs_are_written_once_the_account_has_a_role(make_aws_project, cloud):
    """A WebSocket that depends on it is created after it; neither leaves anything."""
    before = cloud.inventory()
    project = make_aws_project(
        LOGGED.format(
            before='logging = ApiGatewayAccountLogging("Logging")',
            log="access_log=AccessLog(retention=7), execution_log=ExecutionLog()",
            waits="depends_on=[logging]",
        )
    )
    project.up()
    stage = cloud.client("apigatewayv2").get_stage(
        ApiId=api_named("Chat", cloud)["ApiId"], StageName="prod"
    )
    (group,) = cloud.client("logs").describe_log_groups(
        logGroupNamePrefix="Chat-access-logs"
    )["logGroups"]
    again = project.up().changed()
    project.destroy()

    assert again == ()
    assert f"{stage['AccessLogSettings']['DestinationArn']}:*" == group["arn"]
    assert group["retentionInDays"] == 7
    assert stage["DefaultRouteSettings"]["LoggingLevel"] == "ERROR"
    assert cloud.inventory() == before
    assert not cloud.client("apigateway").get_account().get("cloudwatchRoleArn")


def api_named(name, cloud):
    """Return the only API of a name; the root's chat may be there as well."""
    apis = cloud.client("apigatewayv2").get_apis()["Items"]
    (api,) = (each for each in apis if each["Name"] == name)
    return api


def code_hashes(cloud):
    """Return the digest of each function's code, by logical name."""
    functions = cloud.client("lambda").list_functions()["Functions"]
    return {logical(each["FunctionName"]): each["CodeSha256"] for each in functions}
