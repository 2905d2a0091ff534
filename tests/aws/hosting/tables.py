"""The tables that were deployed, with rows of their own."""

import json
import time

from wingws_simulator.dynamodb import DynamoDB, TableSpec
from wingws_simulator.dynamodb.table_spec import (
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
)

__all__ = ["Tables"]

_SCAN = "DynamoDB_20120810.Scan"


class Tables:
    """DynamoDB with the tables of an account."""

    def __init__(self, deployed, *, folder):
        self._dynamodb = DynamoDB(
            folder,
            region=deployed.region,
            account_id=deployed.account,
            clock=time.time,
        )
        for table in deployed.tables:
            self._dynamodb.put_table(_spec(table))
        self._names = [table["TableName"] for table in deployed.tables]

    def handle(self, target, body, authorize):
        """Answer one request."""
        return self._dynamodb.handle(target, body, authorize=authorize)

    def count(self):
        """Return how many rows there are."""
        return sum(map(self._count, self._names))

    def close(self):
        """Give the files up."""
        self._dynamodb.close()

    def _count(self, name):
        body = json.dumps({"TableName": name}).encode()
        _, answer = self._dynamodb.handle(_SCAN, body)
        return json.loads(answer)["Count"]


def _spec(table):
    """Return a table as DescribeTable tells of it."""
    return TableSpec(
        name=table["TableName"],
        **_keys(table),
        attribute_definitions={
            each["AttributeName"]: each["AttributeType"]
            for each in table["AttributeDefinitions"]
        },
        global_secondary_indexes=tuple(
            GlobalSecondaryIndex(each["IndexName"], **_keys(each), **_projection(each))
            for each in table.get("GlobalSecondaryIndexes", ())
        ),
        local_secondary_indexes=tuple(
            LocalSecondaryIndex(
                each["IndexName"], _keys(each)["range_key"], **_projection(each)
            )
            for each in table.get("LocalSecondaryIndexes", ())
        ),
    )


def _keys(table):
    """Return the key of a table, or of an index."""
    keys = {each["KeyType"]: each["AttributeName"] for each in table["KeySchema"]}
    return {"hash_key": keys["HASH"], "range_key": keys.get("RANGE")}


def _projection(index):
    projection = index["Projection"]
    return {
        "projection_type": projection["ProjectionType"],
        "non_key_attributes": tuple(projection.get("NonKeyAttributes", ())),
    }
