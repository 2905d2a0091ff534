"""Requests that are made up at random, and the same at every run."""

import json
import random

import pytest
from wingws_simulator.dynamodb import TableSpec

REQUESTS = 4_000

OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")
BODIES = (
    *(b"", b"[", b"[" * 100_000, b'{"a":' * 100_000, b"null", b"\xff", b"NaN"),
    *(b'{"Limit":' + b"9" * 5_000 + b"}", "{}".encode("utf-16")),
)
NOT_ONE = (None, 1, "x", [], {}, True, {"S": 1}, {"N": 1}, {"X": "y"}, {"": ""})
NUMBERS = ("1", "-0", "9" * 39, "1e126", "1e99999999999", "NaN", "", "0x1", "1_0", "٣")
TEXTS = ("", "1", "a" * 3_000, "\ud800", "\0", "😀")
NAMES = ("id", "a", "", "#a", "a.b", "\ud800", "x" * 300)
EXPRESSIONS = (
    "a = :v",
    "id = :v AND begins_with(a, :w)",
    "SET a = if_not_exists(a, :v) + :w, #b = list_append(b, :w)",
    "REMOVE a, b[0] ADD a :v DELETE b :w",
    "NOT (a BETWEEN :v AND :w OR size(a) IN (:v, :w))",
    "id, a.b, c[0]",
)
TOKENS = (
    *("a", "#a", "#", ":v", ":", "=", "<>", "(", ")", ",", ".", "[0]", "[-1]", "["),
    *("AND", "NOT", "IN", "SET", "ADD", "size", "contains", "+", "'x'", "\0", "\ud800"),
    *("[99999999999999999999]", "status", "(" * 2_000, "NOT " * 2_000, ".a" * 2_000),
)


@pytest.fixture(name="chance")
def _chance():
    return random.Random(1)


def value(chance, depth=0):
    """Return something like an attribute value."""
    kind = chance.choice(("S", "N", "N", "B", "BOOL", "SS", "NS", "L", "M", None))
    if kind is None or depth > 5:
        return chance.choice(NOT_ONE)
    members = range(chance.randrange(3))
    return {
        kind: {
            "S": lambda: chance.choice(TEXTS),
            "N": lambda: chance.choice(NUMBERS),
            "B": lambda: chance.choice(("", "AA==", "A", "AAA", "é")),
            "BOOL": lambda: chance.choice((True, None, "true")),
            "SS": lambda: chance.choices(TEXTS, k=len(members)),
            "NS": lambda: chance.choices(NUMBERS, k=len(members)),
            "L": lambda: [value(chance, depth + 1) for _ in members],
            "M": lambda: {chance.choice(NAMES): value(chance, depth + 1)},
        }[kind]()
    }


def expression(chance):
    """Return something like an expression."""
    words = chance.choice(EXPRESSIONS).split(" ")
    for _ in range(chance.choice((0, 0, 0, 1, 2, 5))):
        words.insert(chance.randrange(len(words) + 1), chance.choice(TOKENS))
    return " ".join(words)


def request(chance):
    """Return something like a request."""
    item = {chance.choice(NAMES): value(chance), "id": {"S": chance.choice(TEXTS)}}
    parameters = {
        "Item": item,
        "Key": {"id": {"S": "1"}},
        "ConditionExpression": expression(chance),
        "UpdateExpression": expression(chance),
        "KeyConditionExpression": expression(chance),
        "FilterExpression": expression(chance),
        "ProjectionExpression": expression(chance),
        "ExpressionAttributeNames": {"#a": chance.choice(NAMES)},
        "ExpressionAttributeValues": {":v": value(chance), ":w": {"N": "1"}},
        "ExclusiveStartKey": item,
        "Limit": chance.choice((1, 0, 2**70, 1.5)),
        "ReturnValues": "ALL_OLD",
    }
    sent = {"TableName": chance.choice(("Table",) * 9 + ("", "\0", 1))}
    for name, content in parameters.items():
        if chance.random() < 0.5:
            is_wrong = chance.random() < 0.05
            sent[name] = chance.choice(NOT_ONE) if is_wrong else content
    return json.dumps(sent).encode()


def test_anything(service, chance):
    """Whatever is asked, the answer is an item or one of DynamoDB's own refusals."""
    service.put_table(TableSpec("Table", "id", {"id": "S"}))
    bodies = [*BODIES, *(request(chance) for _ in range(REQUESTS))]
    statuses = set()

    for body in bodies:
        target = f"DynamoDB_20120810.{chance.choice(OPERATIONS)}"
        status, answer = service.handle(target, body)
        statuses.add(status)
        assert status == 200 or json.loads(answer)["__type"]

    assert statuses == {200, 400}
