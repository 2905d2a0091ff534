"""A table of the simulator, to seed and to look at: Python values in and out."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from wingws_runtime.attribute_value import from_item, to_item

from .admin import Admin
from .arguments import check_mapping

__all__ = ["Table"]

__tracebackhide__ = True  # pytest then shows the test's own line

_PAGE = 1000


class Table:
    """A table, as somebody sees it who may do everything.

    Args:
        name: its logical name.
        keys: names of its key's attributes.
    """

    def __init__(self, admin: Admin, name: str, keys: tuple[str, ...]) -> None:
        self._admin = admin
        self.name = name
        self._keys = keys

    def __repr__(self) -> str:
        return f"Table({self.name!r})"

    @property
    def count(self) -> int:
        """How many items it has."""
        return len(self.items())

    def items(self) -> list[dict[str, Any]]:
        """Return all items, as Python values."""
        return [from_item(item) for item in self._scan()]

    def get(self, key: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the item of a key, as ``{"id": "a"}``; None without one.

        Raises:
            ValueError: these are not the attributes of its key.
        """
        self._check(key)
        for item in self.items():
            if all(item[name] == value for name, value in key.items()):
                return item
        return None

    def put(self, item: Mapping[str, Any]) -> None:
        """Put an item, in place of one of the same key.

        Raises:
            SimulatorError: DynamoDB would refuse it; the message says why.
            TypeError, ValueError: it is no item.
        """
        check_mapping("item", item, '{"id": "a"}')
        self._admin.ask("put_row", table=self.name, item=_json(item))

    def delete(self, key: Mapping[str, Any]) -> None:
        """Delete the item of a key, as ``{"id": "a"}``, if it is there.

        Raises:
            ValueError: these are not the attributes of its key.
        """
        self._check(key)
        self._admin.ask("delete_row", table=self.name, key=_json(key))

    def _scan(self) -> Iterator[dict[str, Any]]:
        start = None
        while True:
            page = self._admin.ask(
                "scan_table", table=self.name, limit=_PAGE, start=start
            )
            yield from page["items"]
            start = page["last_evaluated_key"]
            if start is None:
                return

    def _check(self, key: Mapping[str, Any]) -> None:
        check_mapping("key", key, '{"id": "a"}')
        if set(key) != set(self._keys):
            raise ValueError(
                f"key {dict(key)!r} of table {self.name!r} is not one; expected "
                f"values of {' and '.join(self._keys)}"
            )


def _json(item: Mapping[str, Any]) -> Any:
    """Return an item in DynamoDB's JSON, bytes as base64."""
    return json.loads(json.dumps(to_item(item), default=_base64))


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
