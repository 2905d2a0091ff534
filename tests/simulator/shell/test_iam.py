"""Least privilege: what a function may do with credentials of its own."""

import json

import pytest
from botocore.exceptions import ClientError
from websockets.sync.client import connect

USER = "User: arn:aws:sts::000000000000:assumed-role/caller-role/caller"
CONNECTIONS = "arn:aws:execute-api:us-east-1"
PARAMETER = "arn:aws:ssm:us-east-1:000000000000:parameter"

#: Makes the call of boto3 that a message asks for, and answers with what came of it;
#: a message without a service gets the function's own credentials.
CALLER = """
import boto3, json, os
from botocore.exceptions import ClientError

def handler(event, context):
    service, endpoint, operation, arguments = json.loads(event["body"])
    if service is None:
        names = ("aws_access_key_id", "aws_secret_access_key")
        answer = {name: os.environ[name.upper()] for name in names}
        return {"statusCode": 200, "body": json.dumps(answer)}
    client = boto3.client(service, endpoint_url=endpoint)
    try:
        getattr(client, operation)(**arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        answer = status, error.response["Error"]["Code"], str(error)
    else:
        answer = None
    return {"statusCode": 200, "body": json.dumps(answer)}
"""


def statement(action, resource, effect="Allow"):
    """A statement of a function's role."""
    return {"Effect": effect, "Action": [action], "Resource": [resource]}


class Caller:
    """
    A function that calls AWS as it is told.

    Attributes:
        api: Outputs of its API.
        table: Outputs of a table.

    """

    def __init__(self, daemon):
        self._daemon = daemon
        self._code = CALLER
        self.api = daemon.put_api()
        self.table = daemon.put_table()

    def put(self, *statements, **options):
        """Deploy it, again if it is there, with the statements of its role."""
        self._daemon.put_function(
            *(self.api, "caller", "$default"),
            code=self._code,
            statements=statements,
            **options,
        )
        self._code = None  # built

    def connect(self):
        return connect(f"ws://127.0.0.1:{self.api['port']}/prod")

    def call(self, service, operation=None, **arguments):
        """Let it call; returns status, error code and boto3's sentence, or None."""
        endpoint = None
        if service == "apigatewaymanagementapi":
            endpoint = f"http://127.0.0.1:{self.api['port']}/prod"
        with self.connect() as client:
            client.send(json.dumps([service, endpoint, operation, arguments]))
            return json.loads(client.recv(timeout=10))

    def credentials(self):
        """Return its credentials, as the options of a client."""
        return self.call(None)

    def delete_item(self):
        """Let it delete a row of the table."""
        return self.call(
            *("dynamodb", "delete_item"),
            TableName=self.table["table_name"],
            Key={"id": {"S": "a"}},
        )


@pytest.fixture
def caller(daemon):
    """A function without any statement."""
    caller = Caller(daemon)
    caller.put()
    return caller


def test_a_table_call_without_a_statement_is_denied(caller):
    """Stock boto3 gets AWS's very sentence, which names action and resource."""
    assert caller.delete_item() == [
        400,
        "AccessDeniedException",
        "An error occurred (AccessDeniedException) when calling the DeleteItem "
        f"operation: {USER} is not authorized to perform: dynamodb:DeleteItem "
        f"on resource: {caller.table['arn']} because no identity-based policy allows "
        "the dynamodb:DeleteItem action",
    ]


def test_the_wire_form_of_a_denied_table_call(caller, daemon):
    """From outside, with the function's key: `__type`, a `Message` written large."""
    dynamodb = daemon.client("dynamodb", **caller.credentials())
    bodies = []
    dynamodb.meta.events.register(
        "before-parse.dynamodb",
        lambda response_dict, **_: bodies.append(json.loads(response_dict["body"])),
    )

    with pytest.raises(ClientError, match="AccessDeniedException"):
        dynamodb.list_tables()
    assert bodies == [
        {
            "__type": "com.amazon.coral.service#AccessDeniedException",
            "Message": f"{USER} is not authorized to perform: dynamodb:ListTables "
            "on resource: arn:aws:dynamodb:us-east-1:000000000000:table/* because "
            "no identity-based policy allows the dynamodb:ListTables action",
        }
    ]


def test_a_statement_opens_what_it_names(caller):
    """At once, also for an environment that runs, and nothing besides."""
    assert caller.delete_item()[1] == "AccessDeniedException"
    caller.put(statement("dynamodb:DeleteItem", caller.table["arn"]))

    assert caller.delete_item() is None
    name = caller.table["table_name"]
    _, code, _ = caller.call("dynamodb", "scan", TableName=name)
    assert code == "AccessDeniedException"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:*Item", "arn:aws:dynamodb:*:*:table/Table-*"),
        ("*", "*"),
    ],
)
def test_wildcards_count(caller, action, resource):
    """In actions and resources."""
    caller.put(statement(action, resource))

    assert caller.delete_item() is None


@pytest.mark.fidelity(
    "11", "statements for a stream name its ARN, for ListStreams everything"
)
def test_a_stream_needs_statements_of_its_own(caller, daemon):
    """A statement for the table covers none; listing needs one for everything."""
    table = daemon.put_table(stream="KEYS_ONLY")
    describe = ("dynamodbstreams", "describe_stream")
    arn = table["stream_arn"]
    caller.put(statement("dynamodb:*", table["arn"]))
    status, code, text = caller.call(*describe, StreamArn=arn)
    assert (status, code) == (400, "AccessDeniedException")
    assert f"dynamodb:DescribeStream on resource: {arn} because no" in text

    caller.put(statement("dynamodb:*", f"{table['arn']}/stream/*"))
    assert caller.call(*describe, StreamArn=arn) is None
    listing = ("dynamodbstreams", "list_streams")
    assert caller.call(*listing)[1] == "AccessDeniedException"
    caller.put(statement("dynamodb:ListStreams", "*"))
    assert caller.call(*listing) is None


def test_an_explicit_deny_wins(caller):
    """And is told apart in AWS's sentence."""
    arn = caller.table["arn"]
    caller.put(statement("*", "*"), statement("dynamodb:DeleteItem", arn, "Deny"))

    _, code, text = caller.delete_item()
    assert code == "AccessDeniedException"
    assert text.endswith(f"{arn} with an explicit deny in an identity-based policy")


def test_a_condition_must_hold(caller):
    """One on a key that a request does not have does not."""
    allowed = statement("dynamodb:*", "*")
    condition = {"StringEquals": {"aws:PrincipalTag/team": "chat"}}
    caller.put({**allowed, "Condition": condition})
    assert caller.delete_item()[1] == "AccessDeniedException"

    caller.put({**allowed, "Condition": {"Null": {"aws:PrincipalTag/team": "true"}}})
    assert caller.delete_item() is None


def test_a_statement_that_is_none_is_refused(caller):
    """At deployment, naming function and element."""
    condition = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}}
    with pytest.raises(
        AssertionError,
        match=r"a statement of caller: condition operator .*ForAllValues:StringEquals"
        r".* is unknown; expected one of",
    ):
        caller.put({**statement("dynamodb:*", "*"), "Condition": condition})


@pytest.mark.fidelity("5.3", "not allowed: 403 AccessDeniedException")
@pytest.mark.parametrize(
    ("verb", "operation", "arguments"),
    [
        ("POST", "post_to_connection", {"Data": "hi"}),
        ("GET", "get_connection", {}),
        ("DELETE", "delete_connection", {}),
    ],
)
def test_each_verb_of_connections_needs_its_statement(
    caller, verb, operation, arguments
):
    """The ARN of a connection contains the verb."""
    arn = f"{CONNECTIONS}:000000000000:{caller.api['api_id']}/prod"
    call = ("apigatewaymanagementapi", operation)
    arguments = {"ConnectionId": "L0SM9cOFvHcCIhw=", **arguments}
    others = [each for each in ("POST", "GET", "DELETE") if each != verb]
    action = "execute-api:ManageConnections"
    caller.put(*(statement(action, f"{arn}/{v}/@connections/*") for v in others))

    status, code, text = caller.call(*call, **arguments)
    assert (status, code) == (403, "AccessDeniedException")
    assert text.endswith(
        f"{USER} is not authorized to perform: {action} on resource: {CONNECTIONS}:"
        f"********0000:{caller.api['api_id']}/prod/{verb}/@connections/{{connectionId}}"
    )
    caller.put(statement(action, f"{arn}/{verb}/@connections/*"))
    assert caller.call(*call, **arguments)[1] == "GoneException"


def test_parameters_need_a_statement_each(caller):
    """Whether they exist or not; the first that is not allowed is named."""
    secrets = {"/dev/a": "1", "/dev/b": "2"}
    caller.put(statement("ssm:GetParameters", f"{PARAMETER}/dev/a"), secrets=secrets)
    call = ("ssm", "get_parameters")

    assert caller.call(*call, Names=["/dev/a"], WithDecryption=True) is None
    for name in ("/dev/b", "/dev/none"):
        status, code, text = caller.call(*call, Names=["/dev/a", name])
        assert (status, code) == (400, "AccessDeniedException")
        assert f"ssm:GetParameters on resource: {PARAMETER}{name} because no" in text


def test_the_option_turns_it_off(make_daemon):
    """Then a function may do everything, as its user's scripts may anyway."""
    daemon = make_daemon(options={"enforce_iam": False})
    daemon.start()
    caller = Caller(daemon)
    caller.put()

    assert caller.delete_item() is None
    assert caller.call("dynamodb", "list_tables") is None


def test_the_users_scripts_may_do_everything(caller, daemon):
    """With the key of `wingws env`."""
    assert daemon.client("dynamodb").list_tables()["TableNames"]
