"""Tables as an account has them, with rows of their own."""

import json

import pytest

from tests.aws.hosting.deployed import read
from tests.aws.hosting.tables import Tables

pytestmark = pytest.mark.timeout(60)

TABLE = {
    "TableName": "Games",
    "KeySchema": [
        {"AttributeName": "user", "KeyType": "HASH"},
        {"AttributeName": "game", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": type_}
        for name, type_ in {"user": "S", "game": "S", "score": "N"}.items()
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by-score",
            "KeySchema": [{"AttributeName": "score", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "scores",
            "KeySchema": [
                {"AttributeName": "user", "KeyType": "HASH"},
                {"AttributeName": "score", "KeyType": "RANGE"},
            ],
            "Projection": {
                "ProjectionType": "INCLUDE",
                "NonKeyAttributes": ["level"],
            },
        }
    ],
    "BillingMode": "PAY_PER_REQUEST",
}
KEYS = {"user": {"S": "ann"}, "game": {"S": "chess"}, "score": {"N": "7"}}
ITEM = {**KEYS, "level": {"S": "high"}, "note": {"S": "…"}}


@pytest.fixture
def ask(cloud, tmp_path):
    """Ask for an operation: `ask("Query", …)` returns its answer."""
    cloud.client("dynamodb").create_table(**TABLE)
    tables = Tables(read(cloud), folder=tmp_path)

    def ask(operation, **arguments):
        body = json.dumps({"TableName": "Games", **arguments}).encode()
        target = f"DynamoDB_20120810.{operation}"
        status, answer = tables.handle(target, body, lambda *_: None)
        assert status == 200, answer
        return json.loads(answer)

    yield ask
    tables.close()


def test_a_table_has_its_keys_and_its_indexes(ask):
    """Each index with the attributes that it projects."""
    ask("PutItem", Item=ITEM)
    (by_score,) = ask(
        "Query",
        IndexName="by-score",
        KeyConditionExpression="score = :score",
        ExpressionAttributeValues={":score": {"N": "7"}},
    )["Items"]
    (score,) = ask(
        "Query",
        IndexName="scores",
        KeyConditionExpression="#user = :user and score > :score",
        ExpressionAttributeNames={"#user": "user"},
        ExpressionAttributeValues={":user": {"S": "ann"}, ":score": {"N": "6"}},
    )["Items"]

    assert by_score == KEYS
    assert score == KEYS | {"level": {"S": "high"}}
    assert ask("Scan")["Items"] == [ITEM]
