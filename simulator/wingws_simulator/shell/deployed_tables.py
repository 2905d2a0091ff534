"""The tables that ``pulumi up`` has put: the simulator's own, or another DynamoDB's."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any

from ..core.manifest import ManifestError, TableManifest
from ..dynamodb import DynamoDB, TableSpec
from ..dynamodb.access import Authorize, allow_all
from .other_dynamodb import OtherDynamoDB

__all__ = ["DeployedTables"]

_VERSION = "DynamoDB_20120810"


class DeployedTables:
    """
    The tables of a stack.

    Args:
        own: The simulator's DynamoDB.
        other: What has the tables in its place.
        arn_prefix: Of their ARNs, up to the resource.

    Attributes:
        manifests: What was put, by name of the table.

    """

    def __init__(
        self, own: DynamoDB, other: OtherDynamoDB | None, *, arn_prefix: str
    ) -> None:
        self._own = own
        self._other = other
        self._arn_prefix = arn_prefix
        self.manifests: dict[str, TableManifest] = {}
        self._names: dict[str, str] = {}
        self._own_names: set[str] = set()

    async def put(self, manifest: TableManifest, name: str) -> dict[str, Any]:
        """
        Make a table of that name, or bring it up to date, and return its outputs.

        Raises:
            ManifestError: It cannot be made.

        """
        try:
            spec = TableSpec.from_dict({**_definition(manifest), "name": name})
        except TypeError as exc:
            raise ManifestError(f"an index of table {name}: {exc}") from exc
        if self._other is None:
            self._own.put_table(spec)
        else:
            await self._other.put_table(spec)
        self._names[manifest.key] = name
        self.manifests[name] = manifest
        if manifest.exact_name is None:
            self._own_names.add(name)
        outputs = {"table_name": name, "arn": f"{self._arn_prefix}:table/{name}"}
        stream_arn = self._own.stream_arn(name)
        return outputs if stream_arn is None else {**outputs, "stream_arn": stream_arn}

    def check_own(self) -> None:
        """
        Check that the tables are the simulator's own, whose rows are nobody else's.

        Raises:
            ManifestError: They are not.

        """
        if self._other is not None:
            raise ManifestError(
                "the tables are in another DynamoDB, by wingws:dynamodb; a reset "
                "empties none but the simulator's own"
            )

    async def delete(self, key: str) -> None:
        """
        Delete a table and its rows, if it is there.

        In another DynamoDB only what the simulator has named itself: a table with an
        exact name may have been there before.
        """
        name = self._names.pop(key, None)
        if name is None:
            return
        self.manifests.pop(name, None)
        if self._other is None:
            self._own.delete_table(name)
        elif name in self._own_names:
            await self._other.delete_table(name)

    def handle(
        self, target: str, body: bytes, *, authorize: Authorize
    ) -> tuple[int, bytes] | Awaitable[tuple[int, bytes]]:
        """Answer one request at once, or when the other DynamoDB does.

        See `DynamoDB.handle`.
        """
        if self._other is None or not target.startswith("DynamoDB_"):
            return self._own.handle(target, body, authorize=authorize)
        return self._other.handle(target, body, authorize=authorize)

    async def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """
        Do what a request of one who may do everything says, and return its answer.

        Raises:
            ManifestError: DynamoDB refuses; the message is its own.

        """
        target, text = f"{_VERSION}.{operation}", json.dumps(request).encode()
        reply = self.handle(target, text, authorize=allow_all)
        status, body = reply if isinstance(reply, tuple) else await reply
        answer: dict[str, Any] = json.loads(body)
        if status != 200:
            said = answer.get("message") or answer.get("Message")
            raise ManifestError(f"{operation}: {said or answer.get('__type')}")
        return answer


def _definition(manifest: TableManifest) -> Mapping[str, Any]:
    """Return what the manifest says of the table, by the names of `TableSpec`."""
    return {
        name: getattr(manifest, name)
        for name in (
            "hash_key",
            "range_key",
            "attribute_definitions",
            "global_secondary_indexes",
            "local_secondary_indexes",
            "time_to_live_attribute",
            "stream",
        )
    }
