"""Which part of an ARN says what it is the ARN of."""

from fnmatch import fnmatchcase

__all__ = ["SERVICES", "is_wild"]

# Where a resource has its name, counted from 0: `table/NAME/…`, `API/STAGE/…`.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
_NAME = {"dynamodb": 1, "execute-api": 0}

SERVICES = tuple(_NAME)
"""The services whose ARNs are understood."""


def is_wild(arn: str, service: str) -> bool:
    """Tell whether an ARN, or a pattern, covers tables or APIs that it doesn't name.

    One of another service covers none. Wildcards after the name are of no account:
    `…:table/chat/index/*`, `…:abc123/prod/POST/@connections/*`.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return _has_wildcard(arn)
    if not fnmatchcase(service, parts[2]):
        return False
    return any(map(_has_wildcard, parts[5].split("/")[: _NAME[service] + 1]))


def _has_wildcard(text: str) -> bool:
    return "*" in text or "?" in text
