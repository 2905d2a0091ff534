"""Writes that end by `kill -9`, again and again: `python crashing.py FOLDER ROUNDS`.

Each round a child opens the store, goes on writing where the acknowledged writes of
the rounds before ended, and is killed amid. Then the store has to hold what a
dictionary does that saw the same writes, and maybe one more that was not acknowledged.
Prints how many writes were acknowledged.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from random import Random

from wingws_simulator.dynamodb import DynamoDB, GlobalSecondaryIndex, TableSpec

SPEC = TableSpec(
    "people",
    "id",
    {"id": "S", "n": "N"},
    global_secondary_indexes=(GlobalSecondaryIndex("by_n", hash_key="n"),),
)
KEYS = [f"key {number}" for number in range(40)]
TEXT = "x" * 700


class Service:
    """A store that was opened just now."""

    def __init__(self, folder):
        self._store = DynamoDB(folder, region="r", account_id="0", clock=time.time)
        self._store.put_table(SPEC)

    def call(self, operation, **parameters):
        """Return the answer of an operation, which succeeds."""
        body = json.dumps(parameters).encode()
        status, answer = self._store.handle(f"DynamoDB_20120810.{operation}", body)
        assert status == 200, answer
        return json.loads(answer)

    def items(self, **index):
        """Return the number of each item, by key."""
        found = self.call("Scan", TableName="people", **index)["Items"]
        return {item["id"]["S"]: int(item["n"]["N"]) for item in found}

    def close(self):
        """Give the files up."""
        self._store.close()


def write(number):
    """Return an operation, its parameters, and what it changes."""
    random = Random(number)
    kind = random.choice(["put", "put", "update", "delete", "batch", "transaction"])
    one, two = random.sample(KEYS, 2)
    item = {"id": {"S": one}, "n": {"N": str(number)}, "text": {"S": TEXT}}
    table = {"TableName": "people"}
    if kind == "put":
        return "PutItem", table | {"Item": item}, {one: number}
    if kind == "delete":
        return "DeleteItem", table | {"Key": {"id": {"S": one}}}, {one: None}
    update = table | {
        "Key": {"id": {"S": two}},
        "UpdateExpression": "SET n = :n",
        "ExpressionAttributeValues": {":n": {"N": str(number)}},
    }
    if kind == "update":
        return "UpdateItem", update, {two: number}
    if kind == "transaction":
        parts = [{"Put": table | {"Item": item}}, {"Update": update}]
        return (
            "TransactWriteItems",
            {"TransactItems": parts},
            {one: number, two: number},
        )
    requests = [
        {"PutRequest": {"Item": item}},
        {"DeleteRequest": {"Key": {"id": {"S": two}}}},
    ]
    changes = {one: number, two: None}
    return "BatchWriteItem", {"RequestItems": {"people": requests}}, changes


def write_on(folder, first, acknowledge):
    """Write until killed."""
    service = Service(folder)
    for number in range(first, first + 1_000_000):
        operation, parameters, _ = write(number)
        service.call(operation, **parameters)
        os.write(acknowledge, b"%d\n" % number)


def killed_amid(folder, first, seconds):
    """Return the number of the last write that a child acknowledged."""
    read, acknowledge = os.pipe()
    child = os.fork()
    if not child:
        try:
            write_on(folder, first, acknowledge)
        finally:
            os._exit(1)
    os.close(acknowledge)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(read, "rb") as pipe:
        told = [int(line) for line in pipe if line.endswith(b"\n")]
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "a write failed"
    return told[-1] if told else first - 1


def main(folder, rounds):
    """Crash that often."""
    random = Random(1)
    model, number = {}, 0
    Service(folder).close()
    for _ in range(rounds):
        last = killed_amid(folder, number, random.uniform(0.005, 0.05))
        service = Service(folder)
        stored, indexed = service.items(), service.items(IndexName="by_n")
        service.close()
        for one in range(number, last + 1):
            apply(model, one)
        number = last + 1
        if stored != model:
            apply(model, number)
            number += 1
        assert stored == model, (number, stored, model)
        assert indexed == stored
    print(number)


def apply(model, number):
    """Do to a dictionary what a write does to the store."""
    for key, value in write(number)[2].items():
        model.pop(key, None)
        if value is not None:
            model[key] = value


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
