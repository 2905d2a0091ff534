"""A table that exists: where its rows lie, and which items fit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .attribute_value import AttributeValue, Item, encode_scalar, type_of
from .errors import ValidationException, invalid_value
from .expressions.path import Path
from .position import build_position, join_parts
from .table_spec import GlobalSecondaryIndex, KeySchema, TableSpec

__all__ = ["Table", "View", "check_key_values"]

MAX_KEY_SIZE = {"hash": 2048, "range": 1024}


@dataclass(frozen=True)
class View:
    """A table, or one index of it, as a set of rows in the order of its key.

    Attributes:
        name: the index's name; None for the table itself.
        key: what orders the rows.
        table_key: what tells the items apart.
        types: the type of each attribute of the two keys.
        prefix: what all positions of these rows begin with.
        projected: the attributes that a row keeps; None for all.
        is_global: whether it is a global secondary index.
    """

    name: str | None
    key: KeySchema
    table_key: KeySchema
    types: Mapping[str, str]
    prefix: bytes
    projected: frozenset[str] | None = None
    is_global: bool = False

    @property
    def key_names(self) -> tuple[str, ...]:
        """The attributes of a row's LastEvaluatedKey."""
        return tuple(dict.fromkeys(self.key.names + self.table_key.names))

    def holds(self, item: Item) -> bool:
        """Say whether the item has a row here: an index skips items without its key."""
        return all(
            name in item
            and type_of(item[name]) == self.types[name]
            and not _empty(item[name])
            for name in self.key.names
        )

    def position(self, item: Item) -> bytes:
        """Return where the row of an item lies."""
        names = self.key.names
        if self.name is not None:
            names += self.table_key.names
        keys = tuple(encode_scalar(item[name]) for name in names)
        return build_position(self.prefix, keys)

    def row_of(self, item: Item) -> Item:
        """Return what a row keeps of the item."""
        if self.projected is None:
            return item
        return {k: value for k, value in item.items() if k in self.projected}


@dataclass(frozen=True)
class Table:
    """A table that exists."""

    spec: TableSpec
    created_at: float
    views: Mapping[str | None, View] = field(init=False)

    def __post_init__(self) -> None:
        views = {view.name: view for view in _build_views(self.spec)}
        object.__setattr__(self, "views", views)

    @property
    def indexes(self) -> list[View]:
        """The rows of each index."""
        return [view for view in self.views.values() if view.name is not None]

    @property
    def main(self) -> View:
        """The rows of the table itself."""
        return self.views[None]

    @property
    def prefix(self) -> bytes:
        """What the positions of all rows begin with, of the indexes too."""
        return _table_prefix(self.spec.name)

    def view(self, index_name: str | None) -> View:
        """Return the table's own rows, or those of an index.

        Raises:
            ValidationException: there is no such index.
        """
        if index_name not in self.views:
            raise ValidationException(
                f"The table does not have the specified index: {index_name}"
            )
        return self.views[index_name]

    def check_key(self, key: Item) -> None:
        """Refuse a key that is not exactly the table's."""
        types = self.spec.attribute_definitions
        names = self.spec.key.names
        if key.keys() != set(names) or any(
            type_of(key[name]) != types[name] for name in names
        ):
            raise ValidationException(
                "The provided key element does not match the schema"
            )
        check_key_values(self.spec.key, key)

    def check_paths(self, paths: Iterable[Path]) -> None:
        """Refuse paths that lead into a key, of the table or an index."""
        for path in paths:
            name = path.parts[0]
            if len(path.parts) > 1 and name in self.spec.attribute_definitions:
                kind = "Key" if name in self.spec.key.names else "IndexKey"
                raise ValidationException(
                    "Key attributes must be scalars; list random access '[]' and map "
                    f"lookup '.' are not allowed: {kind}: {name}"
                )

    def check_item(self, item: Item) -> None:
        """Refuse an item whose keys, of the table or an index, are missing or wrong."""
        types = self.spec.attribute_definitions
        for name in self.spec.key.names:
            if name not in item:
                raise invalid_value(f"Missing the key {name} in the item")
            if type_of(item[name]) != types[name]:
                raise invalid_value(
                    f"Type mismatch for key {name} expected: {types[name]} "
                    f"actual: {type_of(item[name])}"
                )
        check_key_values(self.spec.key, item)
        for index in self.indexes:
            _check_index_key(index, item)


def _table_prefix(table_name: str) -> bytes:
    """Return what the positions of all rows of a table begin with."""
    return join_parts([table_name.encode()])


def check_key_values(key: KeySchema, item: Item) -> None:
    """Refuse key values that are empty or too long."""
    for kind, name in zip(MAX_KEY_SIZE, key.names, strict=False):
        if name not in item:
            continue
        if kind_of_empty := _empty(item[name]):
            raise ValidationException(
                "One or more parameter values are not valid. The AttributeValue for a "
                f"key attribute cannot contain an empty {kind_of_empty} value. "
                f"Key: {name}"
            )
        _check_key_size(kind, item[name])


def _check_index_key(view: View, item: Item) -> None:
    for kind, name in zip(MAX_KEY_SIZE, view.key.names, strict=False):
        if name not in item:
            continue
        if type_of(item[name]) != view.types[name]:
            raise invalid_value(
                f"Type mismatch for Index Key {name} Expected: {view.types[name]} "
                f"Actual: {type_of(item[name])} IndexName: {view.name}"
            )
        if kind_of_empty := _empty(item[name]):
            raise ValidationException(
                "One or more parameter values are not valid. A value specified for a "
                "secondary index key is not supported. The AttributeValue for a key "
                f"attribute cannot contain an empty {kind_of_empty} value. "
                f"IndexName: {view.name}, IndexKey: {name}"
            )
        _check_key_size(kind, item[name])


def _empty(value: AttributeValue) -> str | None:
    return (
        {"S": "string", "B": "binary"}.get(type_of(value))
        if "" in value.values()
        else None
    )


def _check_key_size(kind: str, value: AttributeValue) -> None:
    if type_of(value) == "N" or len(encode_scalar(value)) <= MAX_KEY_SIZE[kind]:
        return
    if kind == "hash":
        # The missing space is AWS's.
        raise invalid_value(
            "Size of hashkey has exceeded the maximum size limit of2048 bytes"
        )
    raise invalid_value(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
    )


def _build_views(spec: TableSpec) -> Iterator[View]:
    prefix = _table_prefix(spec.name)
    types = _types_of(spec, spec.key.names)
    yield View(None, spec.key, spec.key, types, prefix + join_parts([b""]))
    for index in spec.indexes:
        key = spec.key_of(index)
        keys = frozenset(key.names + spec.key.names)
        kept = keys.union(index.non_key_attributes)
        yield View(
            name=index.name,
            key=key,
            table_key=spec.key,
            types=_types_of(spec, keys),
            prefix=prefix + join_parts([index.name.encode()]),
            projected=None if index.projection_type == "ALL" else kept,
            is_global=isinstance(index, GlobalSecondaryIndex),
        )


def _types_of(spec: TableSpec, names: Iterable[str]) -> dict[str, str]:
    return {name: spec.attribute_definitions[name] for name in names}
