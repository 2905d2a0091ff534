"""`pulumi refresh`: what somebody changed by hand is seen, and `up` mends it."""

import json

import pytest

from tests.engine.simulator import CHAT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]


class ByHand:
    """Changes the chat at AWS with boto3, as somebody in the console would."""

    def __init__(self, cloud):
        self._cloud = cloud
        self._gateway = cloud.client("apigatewayv2")
        (api,) = self._gateway.get_apis()["Items"]
        self._api_id = api["ApiId"]

    @property
    def stage(self):
        """The stage, as AWS has it."""
        return self._gateway.get_stage(ApiId=self._api_id, StageName="prod")

    @property
    def route_keys(self):
        """The keys of the routes that AWS has."""
        routes = self._gateway.get_routes(ApiId=self._api_id)["Items"]
        return {each["RouteKey"] for each in routes}

    def throttle(self):
        """Slow the stage down; moto has no UpdateStage, but lets one take a name."""
        slow = self.stage["DefaultRouteSettings"] | {"ThrottlingBurstLimit": 3}
        self._gateway.create_stage(
            ApiId=self._api_id, StageName="prod", DefaultRouteSettings=slow
        )

    def delete_route(self):
        """Delete the route of $disconnect."""
        for each in self._gateway.get_routes(ApiId=self._api_id)["Items"]:
            if each["RouteKey"] == "$disconnect":
                self._gateway.delete_route(ApiId=self._api_id, RouteId=each["RouteId"])

    def shorten(self):
        """Give the function of $default a second."""
        self._cloud.client("lambda").update_function_configuration(
            FunctionName=self._named("functions"), Timeout=1
        )

    def forget_sooner(self):
        """Keep the log of $default for a day."""
        self._cloud.client("logs").put_retention_policy(
            logGroupName=self._named("log groups"), retentionInDays=1
        )

    def keep_for_ever(self):
        """Keep the log of $default for ever."""
        self._cloud.client("logs").delete_retention_policy(
            logGroupName=self._named("log groups")
        )

    def allow_all(self):
        """Let the function of $default do what it likes."""
        iam, role = self._cloud.client("iam"), self._named("roles")
        (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [anything]}
        iam.put_role_policy(
            RoleName=role,
            PolicyName=policy,
            PolicyDocument=json.dumps(document),
        )

    def forbid(self):
        """Let API Gateway invoke the function of $default no more."""
        lambda_, function = self._cloud.client("lambda"), self._named("functions")
        policy = json.loads(lambda_.get_policy(FunctionName=function)["Policy"])
        (statement,) = policy["Statement"]
        lambda_.remove_permission(FunctionName=function, StatementId=statement["Sid"])

    def unprotect(self):
        """Let the table be deleted."""
        (table,) = self._cloud.inventory()["tables"]
        self._cloud.client("dynamodb").update_table(
            TableName=table, DeletionProtectionEnabled=False
        )

    def _named(self, noun):
        names = self._cloud.inventory()[noun]
        (name,) = (each for each in names if each.startswith("MyWebSocket-default-"))
        return name


@pytest.fixture(scope="module")
def chat(make_aws_project):
    """The chat, deployed once."""
    project = make_aws_project(CHAT)
    project.up()
    return project


@pytest.fixture
def by_hand(chat, cloud):
    """Who changes it by hand."""
    return ByHand(cloud)


def test_what_nobody_changed_has_not_drifted(chat):
    """Neither a refresh nor the `up` after it finds a change."""
    assert chat.refresh().changes.keys() == {"same"}
    assert chat.up().changed() == ()


@pytest.mark.parametrize(
    ("drift", "name", "seen", "mended"),
    [
        ("throttle", "stage", "update", "update"),
        ("delete_route", "disconnect-route", "delete", "create"),
        ("shorten", "default-function", "update", "update"),
        ("forget_sooner", "default-logs", "update", "update"),
        ("keep_for_ever", "default-logs", "update", "update"),
        ("allow_all", "default-policy", "update", "update"),
        ("forbid", "default-permission", "delete", "create"),
    ],
)
def test_a_drift_is_seen_and_mended(chat, by_hand, drift, name, seen, mended):
    """In the one resource that was changed."""
    getattr(by_hand, drift)()
    refreshed = chat.refresh()
    changed = chat.up().changed()

    assert {op: n for op, n in refreshed.changes.items() if op != "same"} == {seen: 1}
    assert [(each.name, each.op) for each in changed] == [
        (f"MyWebSocket-{name}", mended)
    ]
    assert chat.refresh().changes.keys() == {"same"}


def test_aws_has_what_the_program_says_again(chat, by_hand):
    """Settings of the stage, its routes, and the protection of the table."""
    stage, routes = by_hand.stage["DefaultRouteSettings"], by_hand.route_keys
    by_hand.throttle()
    by_hand.delete_route()
    by_hand.unprotect()
    spoilt = by_hand.stage["DefaultRouteSettings"], by_hand.route_keys
    chat.refresh()
    changed = {each.name for each in chat.up().changed()}

    assert spoilt == (stage | {"ThrottlingBurstLimit": 3}, routes - {"$disconnect"})
    assert by_hand.stage["DefaultRouteSettings"] == stage
    assert by_hand.route_keys == routes
    assert changed == {
        "MyWebSocket-stage",
        "MyWebSocket-disconnect-route",
        "WebSocketTable",
    }


def test_without_a_refresh_a_drift_stays(chat, by_hand):
    """As Pulumi's users know it: `up` compares with the state alone."""
    by_hand.shorten()

    assert chat.up().changed() == ()
    assert [each.name for each in chat.up("--refresh").changed()] == [
        "MyWebSocket-default-function"
    ]
