"""
Decides what Lambda answers API Gateway for what an authorizer returned.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
"""

from __future__ import annotations

import json
from typing import Any

from .errors import InvalidResult
from .results import Allow, Deny

__all__ = ["to_policy"]

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
RESULT_SIZE = 8_192
# API Gateway demands one of a refused client too; nobody sees it.
NOBODY = "anonymous"
RESULTS = "Allow(...), Deny() or a dict with principalId and policyDocument"


def to_policy(result: Any, method_arn: str) -> dict[str, Any]:
    """
    Return the authorizer response for what an authorizer returned.

    Args:
        result: What it returned.
        method_arn: The ARN that the client wants to invoke.

    Raises:
        InvalidResult: If that has no meaning, or is more than 8 KB.
    """
    response = _response(result, method_arn)
    if len(json.dumps(response).encode()) > RESULT_SIZE:
        raise InvalidResult(result, f"at most {RESULT_SIZE} bytes of JSON")
    return response


def _response(result: Any, method_arn: str) -> dict[str, Any]:
    match result:
        case Allow(principal_id=principal_id, context=context):
            response = _policy(principal_id, "Allow", method_arn)
            if context:
                response["context"] = dict(context)
            if result.usage_identifier_key is not None:
                response["usageIdentifierKey"] = result.usage_identifier_key
            return response
        case Deny():
            return _policy(NOBODY, "Deny", method_arn)
        case {"principalId": _, "policyDocument": _}:
            return dict(result)
        case _:
            raise InvalidResult(result, RESULTS)


def _policy(principal_id: str, effect: str, method_arn: str) -> dict[str, Any]:
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": effect,
        "Resource": method_arn,
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal_id, "policyDocument": document}
