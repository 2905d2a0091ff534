"""What IAM policies may allow of DynamoDB and of API Gateway's WebSockets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .arns import SERVICES, is_wild
from .rule import UNKNOWN, Properties, ResourceRule

__all__ = ["ACTIONS", "CALLBACKS", "RESOURCES"]

_POLICIES = frozenset(
    {
        "aws:iam/policy:Policy",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
    }
)
_CALLBACK = "execute-api:manageconnections"

# They are of no table, so "*" is all that a statement can say.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
_ACTIONS_OF_NO_TABLE = frozenset(
    f"dynamodb:{name}".lower()
    for name in (
        "DescribeEndpoints",
        "DescribeLimits",
        "DescribeReservedCapacity",
        "DescribeReservedCapacityOfferings",
        "ListBackups",
        "ListContributorInsights",
        "ListExports",
        "ListGlobalTables",
        "ListImports",
        "ListTables",
        "PurchaseReservedCapacityOfferings",
    )
)


@dataclass(frozen=True)
class _Statement:
    """A statement that allows something."""

    label: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]


def _actions(policy: Properties) -> Iterator[str]:
    for statement in _statements(policy):
        for action in statement.actions:
            if _services(action) and ("*" in action or "?" in action):
                yield f"{statement.label} allows {action!r}; expected actions by name"


def _resources(policy: Properties) -> Iterator[str]:
    for statement in _statements(policy):
        services = {
            service
            for action in statement.actions
            if action.lower() not in (_CALLBACK, *_ACTIONS_OF_NO_TABLE)
            for service in _services(action)
        }
        for resource in statement.resources:
            if any(is_wild(resource, service) for service in services):
                yield (
                    f"{statement.label} is for {resource!r}; "
                    "expected the ARNs of tables and APIs by name"
                )


def _callbacks(policy: Properties) -> Iterator[str]:
    for statement in _statements(policy):
        if not any(fnmatchcase(_CALLBACK, each.lower()) for each in statement.actions):
            continue
        for resource in statement.resources:
            if is_wild(resource, "execute-api"):
                yield (
                    f"{statement.label} allows execute-api:ManageConnections on "
                    f"{resource!r}; expected the ARN of one API, "
                    "as in arn:aws:execute-api:{region}:{account}:{api}/*"
                )


def _services(action: str) -> tuple[str, ...]:
    """Return those of our services of which an action, or a pattern, is."""
    if action == "*":
        return SERVICES
    return tuple(each for each in SERVICES if each == action.partition(":")[0].lower())


def _statements(policy: Properties) -> Iterator[_Statement]:
    """Yield what the documents of a policy, or of a role, allow."""
    for document in _documents(policy):
        statements = document.get("Statement")
        for number, each in enumerate(_list(statements), start=1):
            if isinstance(each, Mapping) and each.get("Effect") == "Allow":
                yield _Statement(
                    f"statement {each.get('Sid') or number}",
                    _texts(each, "Action"),
                    _texts(each, "Resource"),
                )


def _documents(policy: Properties) -> Iterator[Mapping[str, Any]]:
    inline = [
        each.get("policy")
        for each in _list(policy.get("inlinePolicies"))
        if isinstance(each, Mapping)
    ]
    for document in (policy.get("policy"), *inline):
        if isinstance(document, str):
            try:
                document = json.loads(document)
            except ValueError:
                continue  # which AWS refuses
        if isinstance(document, Mapping):
            yield document


def _texts(statement: Mapping[str, Any], element: str) -> tuple[str, ...]:
    """Return the values of an element; what only leaves some out is everything."""
    if f"Not{element}" in statement:
        return ("*",)
    return tuple(each for each in _list(statement.get(element)) if each is not UNKNOWN)


def _list(value: Any) -> list[Any]:
    if value is None or value is UNKNOWN:
        return []
    return value if isinstance(value, list) else [value]


ACTIONS = ResourceRule(
    "iam-actions",
    "IAM statements name each action of DynamoDB and of execute-api: no wildcards.",
    "mandatory",
    _POLICIES,
    _actions,
)

RESOURCES = ResourceRule(
    "iam-resources",
    "IAM statements name each table and each API: no wildcards.",
    "mandatory",
    _POLICIES,
    _resources,
)

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
CALLBACKS = ResourceRule(
    "iam-callbacks",
    "execute-api:ManageConnections is allowed on the connections of one API.",
    "mandatory",
    _POLICIES,
    _callbacks,
)
