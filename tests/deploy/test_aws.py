"""What a program registers on target aws, under Pulumi's mocks."""

import contextlib
import json
import re

import pulumi
import pytest

from tests.deploy.recording import ACCOUNT, REGION, deploy

CHAT = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

connections = DynamodbTable(
    "Connections", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
chat = WebSocket("Chat")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    connections.put_item(item={"connectionId": connection_id})

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    connections.delete_item(key={"connectionId": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    for item in connections.scan():
        chat.send_message(item["connectionId"], body)

@chat.route("echo", reply=True, memory_size=256, timeout=5)
def echo(connection_id: str, body: str) -> str:
    return body

pulumi.export("url", chat.url)
"""

EXECUTION_ARN = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api123"
LOGS = ["logs:CreateLogStream", "logs:PutLogEvents"]


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    with contextlib.chdir(tmp_path_factory.mktemp("chat")):
        return deploy(CHAT, target="aws")


def policy(deployment, handler):
    """Return a handler's statements as {action: resources}, all of them Allow."""
    text = deployment.of("aws:iam/rolePolicy:RolePolicy")[f"{handler}-policy"]
    document = json.loads(text.inputs["policy"])
    assert {s["Effect"] for s in document["Statement"]} == {"Allow"}
    return {tuple(s["Action"]): s["Resource"] for s in document["Statement"]}


def test_the_urns_of_a_chat_are_these(chat):
    """Logical names, types and parents are API: a change needs an alias."""
    aws = {
        f"{r.parent}/{r.name} {r.type}"
        for r in chat.resources
        if r.type != "pulumi:pulumi:Stack"
    }
    handlers = ("connect", "disconnect", "default", "route-echo")
    children = {
        "logs": "aws:cloudwatch/logGroup:LogGroup",
        "role": "aws:iam/role:Role",
        "policy": "aws:iam/rolePolicy:RolePolicy",
        "function": "aws:lambda/function:Function",
        "permission": "aws:lambda/permission:Permission",
        "integration": "aws:apigatewayv2/integration:Integration",
        "route": "aws:apigatewayv2/route:Route",
    }

    assert aws == {
        "chat-dev/wingws-target pulumi-python:dynamic/wingws:StackTarget",
        "chat-dev/Connections wingws:index:DynamodbTable",
        "Connections/Connections aws:dynamodb/table:Table",
        "chat-dev/Chat wingws:index:WebSocket",
        "Chat/Chat-api aws:apigatewayv2/api:Api",
        "Chat/Chat-stage aws:apigatewayv2/stage:Stage",
        "Chat-route-echo/Chat-route-echo-response "
        "aws:apigatewayv2/routeResponse:RouteResponse",
        *(f"Chat/Chat-{handler} wingws:index:Handler" for handler in handlers),
        *(
            f"Chat-{handler}/Chat-{handler}-{role} {type_}"
            for handler in handlers
            for role, type_ in children.items()
        ),
    }


def test_the_api_selects_routes_by_action(chat):
    """The API is a WebSocket API with Wing's selection expression."""
    assert chat.one("aws:apigatewayv2/api:Api").inputs == {
        "disableExecuteApiEndpoint": False,
        "name": "Chat",
        "protocolType": "WEBSOCKET",
        "routeSelectionExpression": "$request.body.action",
    }


def test_the_stage_is_named_deploys_itself_and_has_explicit_throttles(chat):
    """Without both throttles, AWS would answer 429 to everything."""
    assert chat.one("aws:apigatewayv2/stage:Stage").inputs == {
        "apiId": "api123",
        "name": "prod",
        "autoDeploy": True,
        "defaultRouteSettings": {
            "throttlingBurstLimit": 5000,
            "throttlingRateLimit": 10000,
            "loggingLevel": "OFF",
            "dataTraceEnabled": False,
            "detailedMetricsEnabled": False,
        },
    }


def test_the_stage_waits_for_every_route(chat):
    """A first connect cannot race the routes."""
    stage = chat.one("aws:apigatewayv2/stage:Stage")

    assert set(chat.of("aws:apigatewayv2/route:Route")) <= stage.depends_on
    assert "Chat-route-echo-response" in stage.depends_on


def test_a_function_runs_its_build_with_its_captures(chat):
    """Runtime, sizes, code and the one environment variable."""
    function = chat.of("aws:lambda/function:Function")["Chat-default-function"]
    inputs = dict(function.inputs)
    code, environment = inputs.pop("code"), inputs.pop("environment")

    assert inputs == {
        "architectures": ["arm64"],
        "ephemeralStorage": {"size": 512},
        "handler": "index.handler",
        "loggingConfig": {"logFormat": "Text", "logGroup": "Chat-default-logs-1a2b3c4"},
        "memorySize": 1024,
        "role": "arn:aws:iam::Chat-default-role",
        "runtime": "python3.11",
        "timeout": 29,
        "tracingConfig": {"mode": "PassThrough"},
    }
    assert isinstance(code, pulumi.FileArchive)
    assert code.path.startswith("./.wingws/stacks/dev/build/")
    assert json.loads(environment["variables"]["WINGWS"]) == {
        "tables": {"Connections": {"name": "Connections-1a2b3c4"}},
        "websockets": {
            "Chat": {
                "endpoint": f"https://api123.execute-api.{REGION}.amazonaws.com/prod"
            }
        },
    }


def test_a_function_waits_for_its_policy(chat):
    """Its first invocation is not refused."""
    function = chat.of("aws:lambda/function:Function")["Chat-default-function"]

    assert "Chat-default-policy" in function.depends_on


def test_a_handler_has_sizes_of_its_own(chat):
    """Options of a decorator win over the API's."""
    function = chat.of("aws:lambda/function:Function")["Chat-route-echo-function"]

    assert (function.inputs["memorySize"], function.inputs["timeout"]) == (256, 5)


def test_a_role_is_for_lambda(chat):
    """Only Lambda may assume a function's role."""
    role = chat.of("aws:iam/role:Role")["Chat-connect-role"]

    assert json.loads(role.inputs["assumeRolePolicy"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "lambda.amazonaws.com"},
            }
        ],
    }


@pytest.mark.parametrize(
    ("handler", "statements"),
    [
        ("connect", {("dynamodb:PutItem",): ["arn:Connections"]}),
        ("disconnect", {("dynamodb:DeleteItem",): ["arn:Connections"]}),
        (
            "default",
            {
                ("dynamodb:Scan",): ["arn:Connections"],
                ("execute-api:ManageConnections",): [
                    f"{EXECUTION_ARN}/prod/POST/@connections/*"
                ],
            },
        ),
        ("route-echo", {}),
    ],
)
def test_a_role_allows_exactly_what_the_code_calls(chat, handler, statements):
    """Each handler gets its log group and the methods that its code calls."""
    logs = {tuple(LOGS): [f"arn:Chat-{handler}-logs:*"]}

    assert policy(chat, f"Chat-{handler}") == logs | statements


def test_logs_are_kept_for_thirty_days(chat):
    """No log group grows for ever."""
    groups = chat.of("aws:cloudwatch/logGroup:LogGroup").values()

    assert [group.inputs for group in groups] == [{"retentionInDays": 30}] * 4


def test_an_integration_is_a_proxy_to_the_invoke_arn(chat):
    """Not to the function's ARN, which breaks with the first permission check."""
    integration = chat.of("aws:apigatewayv2/integration:Integration")

    assert integration["Chat-connect-integration"].inputs == {
        "apiId": "api123",
        "integrationType": "AWS_PROXY",
        "integrationMethod": "POST",
        "integrationUri": "invoke-arn:Chat-connect-function",
    }


@pytest.mark.fidelity(
    "3.3", "AWS, HTTP and MOCK integrations, request validation, mappings"
)
@pytest.mark.fidelity("3.4", "invalid by its model: Bad request body")
@pytest.mark.fidelity("9", "24 request parameter mappings on $connect")
def test_there_are_lambda_proxies_only(chat):
    """Routes are Lambda proxies without models or mappings; no other can be made."""
    integrations = chat.of("aws:apigatewayv2/integration:Integration").values()
    routes = chat.of("aws:apigatewayv2/route:Route").values()
    responses = chat.of("aws:apigatewayv2/routeResponse:RouteResponse").values()

    assert {each.inputs["integrationType"] for each in integrations} == {"AWS_PROXY"}
    inputs = {
        key for each in (*integrations, *routes, *responses) for key in each.inputs
    }
    assert not [
        key for key in inputs if re.search("model|template|parameters", key, re.I)
    ]
    assert not chat.of("aws:apigatewayv2/model:Model")


@pytest.mark.parametrize(
    ("handler", "route_key"),
    [("connect", "$connect"), ("default", "$default"), ("route-echo", "echo")],
)
def test_a_permission_is_for_one_route_of_one_stage(chat, handler, route_key):
    """API Gateway may invoke a function for its own route only."""
    permission = chat.of("aws:lambda/permission:Permission")

    assert permission[f"Chat-{handler}-permission"].inputs == {
        "action": "lambda:InvokeFunction",
        "function": f"Chat-{handler}-function-1a2b3c4",
        "principal": "apigateway.amazonaws.com",
        "sourceArn": f"{EXECUTION_ARN}/prod/{route_key}",
    }


def test_a_route_without_reply_is_one_way(chat):
    """Nothing about responses is registered for it."""
    assert chat.of("aws:apigatewayv2/route:Route")["Chat-default-route"].inputs == {
        "apiId": "api123",
        "routeKey": "$default",
        "authorizationType": "NONE",
        "target": "integrations/Chat-default-integration-id",
    }


def test_a_route_that_replies_has_a_route_response(chat):
    """Both halves are there, and only where the handler replies."""
    route = chat.of("aws:apigatewayv2/route:Route")["Chat-route-echo-route"]

    assert route.inputs["routeResponseSelectionExpression"] == "$default"
    assert chat.one("aws:apigatewayv2/routeResponse:RouteResponse").inputs == {
        "apiId": "api123",
        "routeId": "Chat-route-echo-route-id",
        "routeResponseKey": "$default",
    }


def test_the_table_is_billed_per_request_and_protected(chat):
    """Its rows outlive a mistaken destroy."""
    assert chat.one("aws:dynamodb/table:Table").inputs == {
        "attributes": [{"name": "connectionId", "type": "S"}],
        "billingMode": "PAY_PER_REQUEST",
        "deletionProtectionEnabled": True,
        "hashKey": "connectionId",
        "pointInTimeRecovery": {"enabled": False},
        "serverSideEncryption": {"enabled": False},
        "streamEnabled": False,
        "ttl": {"enabled": False},
    }


def test_a_preview_with_unknown_outputs_registers_the_same(chat, project):
    """A preview knows no ARN yet, and must not fail on it."""
    preview = deploy(CHAT, preview=True, target="aws")

    assert [r.name for r in preview.resources if r.type.startswith("aws:")]


def test_a_captured_secret_travels_as_a_parameter(project):
    """It is in no environment variable, and only its reader may fetch it."""
    deployment = deploy(
        """
import pulumi
from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
key = pulumi.Output.secret("swordfish")

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    print(key.get())
""",
        target="aws",
    )
    function = deployment.one("aws:lambda/function:Function")
    parameter = deployment.one("aws:ssm/parameter:Parameter")
    document = json.loads(function.inputs["environment"]["variables"]["WINGWS"])

    assert document == {"parameters": [["Chat-default-secret-0-1a2b3c4:3"]]}
    assert parameter.name == "Chat-default-secret-0"
    assert parameter.inputs["type"] == "SecureString"
    assert policy(deployment, "Chat-default")["ssm:GetParameters",] == [
        f"arn:{parameter.name}"
    ]


def test_the_target_defaults_to_aws(project):
    """A program without configuration goes to AWS."""
    assert deploy(CHAT).of("aws:apigatewayv2/api:Api")
