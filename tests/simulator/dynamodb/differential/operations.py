"""Random operations on tables of several shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from tests.simulator.dynamodb.differential.expressions import (
    Expressions,
    encoded,
    random_value,
)

__all__ = ["Operation", "Shape", "random_operation", "random_shape"]

Operation: TypeAlias = tuple[str, dict[str, Any]]
"""A name, as ``PutItem``, and parameters."""

KEY_VALUES = {
    "S": ["a", "b", "c"],
    "N": ["-2", "0", "1", "2.50", "30"],
    "B": [encoded(b"a"), encoded(b"b"), encoded(b"\xff")],
}
ODD_KEYS: list[dict[str, Any]] = [
    {"S": ""},
    {"N": "5"},
    {"S": "x" * 2049},
    {"BOOL": True},
    {"B": ""},
]


@dataclass(frozen=True)
class Index:
    """A secondary index."""

    name: str
    keys: tuple[str, ...]
    projection: str
    is_local: bool = False

    def to_wire(self) -> dict[str, Any]:
        """Return it as CreateTable has it."""
        projection: dict[str, Any] = {"ProjectionType": self.projection}
        if self.projection == "INCLUDE":
            projection["NonKeyAttributes"] = ["a", "m"]
        return {
            "IndexName": self.name,
            "KeySchema": key_schema(self.keys),
            "Projection": projection,
        }


@dataclass(frozen=True)
class Shape:
    """A table."""

    name: str
    keys: tuple[str, ...]
    types: dict[str, str]
    indexes: tuple[Index, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """Return the parameters of its CreateTable."""
        local = [index.to_wire() for index in self.indexes if index.is_local]
        others = [index.to_wire() for index in self.indexes if not index.is_local]
        return {
            "TableName": self.name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": key_schema(self.keys),
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": kind}
                for name, kind in self.types.items()
            ],
            **({"LocalSecondaryIndexes": local} if local else {}),
            **({"GlobalSecondaryIndexes": others} if others else {}),
        }


def key_schema(keys: tuple[str, ...]) -> list[dict[str, str]]:
    """Return keys as the wire has them."""
    kinds = ("HASH", "RANGE")
    return [
        {"AttributeName": name, "KeyType": kind}
        for name, kind in zip(keys, kinds, strict=False)
    ]


def random_shape(random: Random, name: str) -> Shape:
    """Return a table of one of a few shapes."""
    kind = random.choice("SNB")
    by_color = Index("by_color", ("color",), random.choice(["ALL", "INCLUDE"]))
    by_age = Index("by_age", ("age", "id"), random.choice(["ALL", "KEYS_ONLY"]))
    local = Index(
        "local", ("id", "age"), random.choice(["ALL", "KEYS_ONLY", "INCLUDE"]), True
    )
    return random.choice(
        [
            Shape(name, ("id",), {"id": kind}),
            Shape(name, ("id", "k"), {"id": "S", "k": kind}),
            Shape(name, ("id",), {"id": "S", "color": kind}, (by_color,)),
            Shape(
                name,
                ("id", "k"),
                {"id": "S", "k": "N", "age": "N", "color": "S"},
                (local, by_age, by_color),
            ),
        ]
    )


def random_operation(random: Random, shapes: list[Shape]) -> Operation:
    """Return an operation on one of the tables, or on both."""
    maker = random.choices(list(_MAKERS), list(_MAKERS.values()))[0]
    if maker in (_batch_get, _batch_write, _transact_get, _transact_write):
        name, parameters = maker(random, shapes)
    else:
        shape = random.choice(shapes)
        name, parameters = maker(random, shape)
        parameters = {"TableName": shape.name} | parameters
    if random.random() < 0.1:
        parameters["ReturnConsumedCapacity"] = random.choice(["TOTAL", "INDEXES"])
    return name, parameters


def random_key(random: Random, shape: Shape) -> dict[str, Any]:
    """Return a key, at times a wrong one."""
    key = {name: key_value(random, shape.types[name]) for name in shape.keys}
    if random.random() < 0.02:
        key[random.choice(list(key))] = random.choice(ODD_KEYS)
    if random.random() < 0.01:
        key["zz"] = {"S": "1"}
    if random.random() < 0.01:
        del key[random.choice(list(key))]
    return key


def key_value(random: Random, kind: str) -> dict[str, Any]:
    """Return a value for a key of this type."""
    return {kind: random.choice(KEY_VALUES[kind])}


def random_item(random: Random, shape: Shape) -> dict[str, Any]:
    """Return an item, at times one that does not fit its table."""
    item = random_key(random, shape)
    for name in shape.types:
        if name not in item and random.random() < 0.7:
            item[name] = key_value(random, shape.types[name])
            if random.random() < 0.03:
                item[name] = random.choice(ODD_KEYS)
    for name in random.sample("abcmlns", random.randint(0, 5)):
        item[name] = random_value(random)
    return item


def _condition(random: Random, share: float = 0.4) -> dict[str, Any]:
    expressions = Expressions(random)
    text = expressions.condition() if random.random() < share else None
    shown = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    wanted = shown if random.random() < 0.3 else {}
    return expressions.parameters(ConditionExpression=text) | wanted


def _put(random: Random, shape: Shape) -> Operation:
    values = random.choice([{}, {"ReturnValues": "ALL_OLD"}])
    return "PutItem", {
        "Item": random_item(random, shape),
        **_condition(random),
        **values,
    }


def _delete(random: Random, shape: Shape) -> Operation:
    values = random.choice([{}, {"ReturnValues": "ALL_OLD"}])
    return "DeleteItem", {
        "Key": random_key(random, shape),
        **_condition(random),
        **values,
    }


def _update(random: Random, shape: Shape) -> Operation:
    return "UpdateItem", {
        "Key": random_key(random, shape),
        "ReturnValues": random.choice(
            ["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"]
        ),
        **_update_parameters(random),
    }


def _update_parameters(random: Random) -> dict[str, Any]:
    expressions = Expressions(random)
    condition = expressions.condition(1) if random.random() < 0.2 else None
    return expressions.parameters(
        UpdateExpression=expressions.update(), ConditionExpression=condition
    )


def _get(random: Random, shape: Shape) -> Operation:
    return "GetItem", {"Key": random_key(random, shape), **_projection(random)}


def _projection(random: Random) -> dict[str, Any]:
    expressions = Expressions(random)
    text = expressions.projection() if random.random() < 0.5 else None
    return expressions.parameters(ProjectionExpression=text)


def _query(random: Random, shape: Shape) -> Operation:
    index = random.choice([None, *shape.indexes])
    keys = shape.keys if index is None else index.keys
    expressions = Expressions(random)
    text = f"{keys[0]} = {expressions.value(key_value(random, shape.types[keys[0]]))}"
    if len(keys) > 1 and random.random() < 0.6:
        text += " AND " + _range_condition(random, shape, keys[1], expressions)
    return "Query", _read(random, index, expressions, KeyConditionExpression=text) | (
        {"ScanIndexForward": False} if random.random() < 0.4 else {}
    )


def _range_condition(
    random: Random, shape: Shape, name: str, expressions: Expressions
) -> str:
    kind = shape.types[name]
    first, second = (expressions.value(key_value(random, kind)) for _ in range(2))
    form = random.choice(["sign", "sign", "between", "begins_with"])
    if form == "between":
        return f"{name} BETWEEN {first} AND {second}"
    if form == "begins_with":
        return f"begins_with({name}, {first})"
    return f"{name} {random.choice(['=', '<', '<=', '>', '>='])} {first}"


def _scan(random: Random, shape: Shape) -> Operation:
    index = random.choice([None, None, *shape.indexes])
    return "Scan", _read(random, index, Expressions(random))


def _read(
    random: Random, index: Index | None, expressions: Expressions, **given: str
) -> dict[str, Any]:
    filtered = expressions.condition(1) if random.random() < 0.3 else None
    shown = expressions.projection() if random.random() < 0.2 else None
    parameters = expressions.parameters(
        **given, FilterExpression=filtered, ProjectionExpression=shown
    )
    if index is not None:
        parameters["IndexName"] = index.name
    if random.random() < 0.3:
        parameters["Limit"] = random.choice([1, 2, 3])
    if random.random() < 0.2:
        parameters["Select"] = random.choice(
            [
                "COUNT",
                "ALL_ATTRIBUTES",
                "ALL_PROJECTED_ATTRIBUTES",
                "SPECIFIC_ATTRIBUTES",
            ]
        )
    if random.random() < 0.2:
        parameters["ConsistentRead"] = True
    return parameters


def _batch_get(random: Random, shapes: list[Shape]) -> Operation:
    requests = {}
    for shape in random.sample(shapes, random.randint(1, len(shapes))):
        keys = [random_key(random, shape) for _ in range(random.randint(1, 3))]
        requests[shape.name] = {"Keys": keys, **_projection(random)}
    return "BatchGetItem", {"RequestItems": requests}


def _batch_write(random: Random, shapes: list[Shape]) -> Operation:
    requests: dict[str, Any] = {}
    for shape in random.sample(shapes, random.randint(1, len(shapes))):
        requests[shape.name] = [
            {"PutRequest": {"Item": random_item(random, shape)}}
            if random.random() < 0.6
            else {"DeleteRequest": {"Key": random_key(random, shape)}}
            for _ in range(random.randint(1, 3))
        ]
    return "BatchWriteItem", {"RequestItems": requests}


def _transact_get(random: Random, shapes: list[Shape]) -> Operation:
    items = []
    for _ in range(random.randint(1, 3)):
        shape = random.choice(shapes)
        _, parameters = _get(random, shape)
        items.append({"Get": {"TableName": shape.name} | parameters})
    return "TransactGetItems", {"TransactItems": items}


def _transact_write(random: Random, shapes: list[Shape]) -> Operation:
    items: list[dict[str, Any]] = []
    for _ in range(random.randint(1, 3)):
        shape = random.choice(shapes)
        kind = random.choice(["Put", "Update", "Delete", "ConditionCheck"])
        if kind == "Put":
            part = {"Item": random_item(random, shape), **_condition(random, 0.3)}
        elif kind == "Update":
            part = {"Key": random_key(random, shape), **_update_parameters(random)}
        elif kind == "Delete":
            part = {"Key": random_key(random, shape), **_condition(random, 0.3)}
        else:
            part = {"Key": random_key(random, shape), **_condition(random, 1)}
        items.append({kind: {"TableName": shape.name} | part})
    return "TransactWriteItems", {"TransactItems": items}


_MAKERS: dict[Callable[..., Operation], int] = {
    _put: 8,
    _update: 8,
    _delete: 2,
    _get: 3,
    _query: 6,
    _scan: 3,
    _batch_get: 1,
    _batch_write: 2,
    _transact_get: 1,
    _transact_write: 3,
}
