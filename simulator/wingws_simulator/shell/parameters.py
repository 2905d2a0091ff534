"""SSM's GetParameters, from memory: how some of what handlers captured reaches them.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from ..core.http_message import Response
from ..core.manifest import ManifestError

__all__ = ["Parameters"]

_CONTENT_TYPE = ("Content-Type", "application/x-amz-json-1.1")

# https://docs.aws.amazon.com/general/latest/gr/ssm.html
_VALUE_LENGTH = 4096
_NAMES = 10


class Parameters:
    """
    Parameters by name; never in a file, lost with the daemon.

    Args:
        arn_prefix: What ARNs of parameters begin with, up to `parameter`.

    """

    def __init__(self, arn_prefix: str) -> None:
        self._arn_prefix = arn_prefix
        self._of: dict[str, Mapping[str, tuple[str, str]]] = {}

    def put(
        self,
        owner: str,
        strings: Mapping[str, str],
        secure_strings: Mapping[str, str],
    ) -> None:
        """
        Replace the parameters of one function.

        Raises:
            ManifestError: SSM would not take a value.
        """
        kinds = {"String": strings, "SecureString": secure_strings}
        parameters = {
            name: (kind, value)
            for kind, values in kinds.items()
            for name, value in values.items()
        }
        for name, (_, value) in parameters.items():
            _check(name, value)
        self._of[owner] = parameters

    def delete(self, owner: str) -> None:
        """Delete the parameters of one function."""
        self._of.pop(owner, None)

    def handle(
        self, target: str, body: bytes, *, authorize: Callable[[str, str], None]
    ) -> Response:
        """
        Answer a request of SSM's JSON protocol.

        Args:
            target: The X-Amz-Target header.
            authorize: Takes an action and a parameter's ARN; what it raises for a
                caller who may not comes out of here.

        """
        if target != "AmazonSSM.GetParameters":
            return _answer(400, {"__type": "UnknownOperationException"})
        visible = self._all()
        try:
            names = json.loads(body)["Names"]
            found = [name for name in names if name in visible]
        except (ValueError, KeyError, TypeError, RecursionError):
            return _answer(400, {"__type": "SerializationException"})
        if len(names) > _NAMES:
            return _answer(400, _too_many(names))
        for name in names:
            authorize("ssm:GetParameters", self._arn(name))
        return _answer(
            200,
            {
                "Parameters": [
                    {"Name": name, "Type": visible[name][0], "Value": visible[name][1]}
                    for name in found
                ],
                "InvalidParameters": [name for name in names if name not in visible],
            },
        )

    def _arn(self, name: str) -> str:
        return f"{self._arn_prefix}/{str(name).removeprefix('/')}"

    def _all(self) -> Mapping[str, tuple[str, str]]:
        return {name: value for of in self._of.values() for name, value in of.items()}


def _check(name: str, value: str) -> None:
    """Refuse what PutParameter refuses, in its words."""
    if len(value) > _VALUE_LENGTH:
        raise ManifestError(
            f"parameter {name}: Standard tier parameters support a maximum parameter "
            f"value of {_VALUE_LENGTH} characters; this one has {len(value)}"
        )
    if "{{" in value:
        raise ManifestError(
            f"parameter {name}: Parameter value can't nest another parameter. "
            'Do not use "{{}}" in the value'
        )


def _too_many(names: list[object]) -> Mapping[str, object]:
    value = ", ".join(map(str, names))
    return {
        "__type": "ValidationException",
        "message": (
            f"1 validation error detected: Value '[{value}]' at 'names' failed to "
            "satisfy constraint: "
            f"Member must have length less than or equal to {_NAMES}"
        ),
    }


def _answer(status: int, body: Mapping[str, object]) -> Response:
    return Response(status, (_CONTENT_TYPE,), json.dumps(body).encode())
