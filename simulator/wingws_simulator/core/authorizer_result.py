"""
What the result of an authorizer means to the gateway.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html

"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from .iam import Decision, Statement, evaluate
from .lambda_result import Failed, InvocationResult, Returned

__all__ = ["AuthorizerResult", "is_unauthorized", "to_authorizer_result"]


@dataclass(frozen=True)
class AuthorizerResult:
    """
    A well-formed return value of an authorizer.

    Attributes:
        principal_id: Its `principalId`.
        statements: Those of its `policyDocument`.
        context: Its `context`, as text.
        usage_identifier_key: The API key that it chose for the client.

    """

    principal_id: str
    statements: tuple[Statement, ...]
    context: Mapping[str, str]
    usage_identifier_key: str | None

    def decide(self, connect_arn: str, conditions: Mapping[str, str]) -> Decision:
        """Decide whether the client may connect."""
        return evaluate(
            self.statements,
            action="execute-api:Invoke",
            resource=connect_arn,
            context=conditions,
        )

    def to_event(self, latency: float) -> dict[str, object]:
        """Return the `authorizer` of all events of the connection."""
        return {
            "principalId": self.principal_id,
            **self.context,
            "integrationLatency": round(latency * 1000),
        }


def is_unauthorized(result: InvocationResult) -> bool:
    """Tell whether the authorizer raised an error of exactly this text."""
    return isinstance(result, Failed) and result.message == "Unauthorized"


def to_authorizer_result(
    result: InvocationResult, *, size: int
) -> AuthorizerResult | None:
    """
    Return what an authorizer said, or None if it failed or returned nonsense.

    Args:
        result: Of its invocation.
        size: How many bytes of JSON it may return.

    """
    if not isinstance(result, Returned) or not isinstance(result.payload, Mapping):
        return None
    payload = result.payload
    if len(json.dumps(payload, ensure_ascii=False).encode(errors="replace")) > size:
        return None
    principal_id = payload.get("principalId")
    key = payload.get("usageIdentifierKey")
    try:
        statements = _to_statements(payload.get("policyDocument"))
        context = _to_context(payload.get("context"))
    except ValueError:
        return None
    if not isinstance(principal_id, str) or not isinstance(key, str | None):
        return None
    return AuthorizerResult(principal_id, statements, context, key)


def _to_statements(document: object) -> tuple[Statement, ...]:
    if not isinstance(document, Mapping):
        raise ValueError(f"policy document {document!r} is no object")
    statements = document.get("Statement")
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list):
        raise ValueError(f"Statement {statements!r} is no list")
    return tuple(map(Statement.parse, statements))


def _to_context(context: object) -> dict[str, str]:
    """Return the context with its values as text: `"true"`, `"123"`."""
    if context is None:
        return {}
    if not isinstance(context, Mapping):
        raise ValueError(f"context {context!r} is no object")
    for name, value in context.items():
        if not isinstance(value, str | int | float):
            raise ValueError(f"context has {name!r}: {value!r}; scalars are allowed")
    return {
        str(name): value if isinstance(value, str) else json.dumps(value)
        for name, value in context.items()
    }
