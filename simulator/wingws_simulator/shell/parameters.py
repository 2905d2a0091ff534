"""SSM's GetParameters, from memory: how a handler's secrets reach it.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..core.http_message import Response

__all__ = ["Parameters"]

_CONTENT_TYPE = ("Content-Type", "application/x-amz-json-1.1")


class Parameters:
    """SecureString parameters by name; never in a file, lost with the daemon."""

    def __init__(self) -> None:
        self._of: dict[str, Mapping[str, str]] = {}

    def put(self, owner: str, values: Mapping[str, str]) -> None:
        """Replace the parameters of one function."""
        self._of[owner] = values

    def delete(self, owner: str) -> None:
        """Delete the parameters of one function."""
        self._of.pop(owner, None)

    def handle(self, target: str, body: bytes, *, owner: str | None) -> Response:
        """
        Answer a request of SSM's JSON protocol.

        Args:
            target: The X-Amz-Target header.
            owner: The function that asks; it sees its own parameters, and the user's
                scripts (None) see all.

        """
        if target != "AmazonSSM.GetParameters":
            return _answer(400, {"__type": "UnknownOperationException"})
        visible = self._visible(owner)
        try:
            names = json.loads(body)["Names"]
            found = [name for name in names if name in visible]
        except (ValueError, KeyError, TypeError):
            return _answer(400, {"__type": "SerializationException"})
        return _answer(
            200,
            {
                "Parameters": [
                    {"Name": name, "Type": "SecureString", "Value": visible[name]}
                    for name in found
                ],
                "InvalidParameters": [name for name in names if name not in visible],
            },
        )

    def _visible(self, owner: str | None) -> Mapping[str, str]:
        if owner is not None:
            return self._of.get(owner, {})
        return {name: value for of in self._of.values() for name, value in of.items()}


def _answer(status: int, body: Mapping[str, object]) -> Response:
    return Response(status, (_CONTENT_TYPE,), json.dumps(body).encode())
