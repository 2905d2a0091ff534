"""Random sequences of operations on our store and on AWS's DynamoDB Local.

`WINGWS_TESTS_SEQUENCES=5000` runs that many instead of a few hundred.
"""

import json
import os
from random import Random

import pytest

from tests.simulator.dynamodb.differential.comparison import difference
from tests.simulator.dynamodb.differential.operations import (
    random_operation,
    random_shape,
)
from tests.simulator.dynamodb.differential.stores import everything, local, ours

GROUPS = 10
SEQUENCES = int(os.environ.get("WINGWS_TESTS_SEQUENCES", "200"))
LENGTH = 40


@pytest.fixture(name="stores", scope="module")
def _stores(tmp_path_factory):
    with ours(tmp_path_factory.mktemp("tables")) as one, local() as other:
        yield one, other


def run(seed, stores):
    """Yield in what the answers of a sequence differ, and the operation."""
    random = Random(seed)
    shapes = [random_shape(random, f"table-{seed}-{n}") for n in range(2)]
    for shape in shapes:
        for store in stores:
            status, body = store("CreateTable", shape.to_wire())
            assert status == 200, body
    for n in range(LENGTH):
        operation = random_operation(random, shapes)
        answers = [everything(store, operation) for store in stores]
        if found := difference(operation, *answers):
            yield f"seed {seed}, operation {n}: {json.dumps(operation)}\n{found}"
        if answers[0][0] != answers[1][0]:
            break  # one has written what the other refused: from here they differ
    for shape in shapes:
        for store in stores:
            store("DeleteTable", {"TableName": shape.name})


@pytest.mark.timeout(60 + SEQUENCES)
@pytest.mark.parametrize("group", range(GROUPS))
def test_both_answer_the_same(stores, group):
    """Every answer, code and message is AWS's, but for what known.py lists."""
    seeds = range(group, SEQUENCES, GROUPS)

    found = [one for seed in seeds for one in run(seed, stores)]
    assert not found, "\n\n".join(found)


def test_a_difference_is_seen(stores):
    """What one of both does not have is told."""
    one, other = stores
    shape = random_shape(Random(0), "differs")
    for store in stores:
        store("CreateTable", shape.to_wire())
    operation = ("Scan", {"TableName": "differs"})
    key = {name: {kind: "AAAA"} for name, kind in shape.types.items()}
    for name in key:
        if "N" in key[name]:
            key[name] = {"N": "1"}

    assert difference(operation, one(*operation), other(*operation)) is None
    assert one("PutItem", {"TableName": "differs", "Item": key})[0] == 200
    assert "Items" in difference(operation, one(*operation), other(*operation))
