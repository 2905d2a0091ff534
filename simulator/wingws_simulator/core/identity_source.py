"""
Where an authorizer finds who somebody is.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html

"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["IdentitySource"]

_SOURCE = re.compile(
    r"(?P<place>route\.request\.header|route\.request\.querystring"
    r"|stageVariables|context)\.(?P<name>\S+)"
)

# Place of an identity source → key of the authorizer's event.
_MAPS = {
    "route.request.header": "headers",
    "route.request.querystring": "queryStringParameters",
    "stageVariables": "stageVariables",
    "context": "requestContext",
}


@dataclass(frozen=True)
class IdentitySource:
    """
    One identity source.

    Attributes:
        key: The key of the authorizer's event to look below.
        name: The name to look for; in `requestContext` a path with dots.

    """

    key: str
    name: str

    @classmethod
    def parse(cls, source: str) -> IdentitySource:
        """
        Read an identity source.

        Raises:
            ValueError: If it isn't one, such as the `$request.header.X` of HTTP APIs.

        """
        match = _SOURCE.fullmatch(source)
        if match is None:
            raise ValueError(
                f"identity source {source!r} is invalid; expected "
                "route.request.header.<name>, route.request.querystring.<name>, "
                "stageVariables.<name> or context.<name>"
            )
        return cls(_MAPS[match["place"]], match["name"])

    def is_in(self, event: Mapping[str, object]) -> bool:
        """Tell whether an authorizer's event has a value here that isn't empty."""
        values: object = event[self.key]
        if self.key == "headers":
            assert isinstance(values, Mapping)
            values = {name.lower(): value for name, value in values.items()}
            return bool(values.get(self.name.lower()))
        path = self.name.split(".") if self.key == "requestContext" else [self.name]
        for step in path:
            values = values.get(step) if isinstance(values, Mapping) else None
        return bool(values)
