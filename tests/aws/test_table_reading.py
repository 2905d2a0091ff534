"""What the stand-in reads of a table is what `pulumi_aws` calls its properties."""

from tests.aws.provider.account import Account
from tests.aws.provider.existing import said
from tests.aws.provider.table_reading import read_table

ATTRIBUTES = [{"name": name, "type": "S"} for name in ("age", "born", "id", "team")]
CAPACITY = {"ReadCapacityUnits": 2, "WriteCapacityUnits": 1}


def key(hash_key, range_key):
    """Return a key as DynamoDB has it."""
    return [
        {"AttributeName": hash_key, "KeyType": "HASH"},
        {"AttributeName": range_key, "KeyType": "RANGE"},
    ]


def made(client):
    """Make a table that has everything, and return its description."""
    answer = client.create_table(
        TableName="people",
        KeySchema=key("id", "born"),
        AttributeDefinitions=[
            {"AttributeName": each["name"], "AttributeType": each["type"]}
            for each in reversed(ATTRIBUTES)
        ],
        BillingMode="PROVISIONED",
        ProvisionedThroughput=CAPACITY,
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-team",
                "KeySchema": key("team", "age"),
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": ["name"],
                },
                "ProvisionedThroughput": CAPACITY,
            }
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "by-age",
                "KeySchema": key("id", "age"),
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
        Tags=[{"Key": "team", "Value": "chat"}],
    )
    client.update_time_to_live(
        TableName="people",
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"},
    )
    client.update_continuous_backups(
        TableName="people",
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    return answer["TableDescription"]


def test_a_table_that_has_everything(cloud, monkeypatch):
    """By the provider's names, attributes in order."""
    for name, value in cloud.environment.items():
        monkeypatch.setenv(name, value)
    account = Account(cloud.region)
    table = made(account.client("dynamodb"))

    assert said(read_table(account, "people", {})) == {
        "name": "people",
        "arn": table["TableArn"],
        "streamArn": table["LatestStreamArn"],
        "hashKey": "id",
        "rangeKey": "born",
        "attributes": ATTRIBUTES,
        "billingMode": "PROVISIONED",
        "readCapacity": 2,
        "writeCapacity": 1,
        "globalSecondaryIndexes": [
            {
                "name": "by-team",
                "hashKey": "team",
                "rangeKey": "age",
                "projectionType": "INCLUDE",
                "nonKeyAttributes": ["name"],
                "readCapacity": 2,
                "writeCapacity": 1,
            }
        ],
        "localSecondaryIndexes": [
            {"name": "by-age", "rangeKey": "age", "projectionType": "ALL"}
        ],
        "streamEnabled": True,
        "streamViewType": "NEW_IMAGE",
        "ttl": {"enabled": True, "attributeName": "expires"},
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True},
        "tags": {"team": "chat"},
    }
