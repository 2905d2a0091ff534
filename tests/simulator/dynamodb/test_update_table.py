"""UpdateTable through stock boto3: indexes, billing, deletion protection."""

import pytest
from botocore.exceptions import ClientError

PER_REQUEST = {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0} | {
    "WriteCapacityUnits": 0
}


def new_index(name="by_age", attribute="age"):
    return {
        "Create": {
            "IndexName": name,
            "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    }


def defined(**types):
    return [
        {"AttributeName": name, "AttributeType": kind} for name, kind in types.items()
    ]


def units(read, write):
    return {"ReadCapacityUnits": read, "WriteCapacityUnits": write}


def refusal(client, table, **parameters):
    with pytest.raises(ClientError) as caught:
        client.update_table(TableName=table, **parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_an_index_comes_filled_and_goes(client, table):
    """Its attribute is defined as long as it is there."""
    client.put_item(TableName=table, Item={"id": {"S": "1"}, "age": {"N": "7"}})

    client.update_table(
        TableName=table,
        AttributeDefinitions=defined(age="N"),
        GlobalSecondaryIndexUpdates=[new_index()],
    )
    client.get_waiter("table_exists").wait(TableName=table)
    found = client.scan(TableName=table, IndexName="by_age")
    with_index = client.describe_table(TableName=table)["Table"]
    client.update_table(
        TableName=table,
        GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by_age"}}],
    )
    without = client.describe_table(TableName=table)["Table"]

    assert found["Count"] == 1
    assert with_index["GlobalSecondaryIndexes"][0]["IndexStatus"] == "ACTIVE"
    assert with_index["AttributeDefinitions"] == defined(id="S", age="N")
    assert without["AttributeDefinitions"] == defined(id="S")
    assert "GlobalSecondaryIndexes" not in without


def test_capacity_is_told_and_limits_nothing(client, table):
    """A table can go from one way of billing to the other."""
    client.update_table(
        TableName=table, BillingMode="PROVISIONED", ProvisionedThroughput=units(3, 2)
    )
    provisioned = client.describe_table(TableName=table)["Table"]
    client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
    per_request = client.describe_table(TableName=table)["Table"]

    assert provisioned["ProvisionedThroughput"] == PER_REQUEST | units(3, 2)
    assert "BillingModeSummary" not in provisioned
    assert per_request["ProvisionedThroughput"] == PER_REQUEST
    assert per_request["BillingModeSummary"] == {"BillingMode": "PAY_PER_REQUEST"}


def test_a_protected_table_stays(client, table):
    """Until its protection is taken away."""
    client.update_table(TableName=table, DeletionProtectionEnabled=True)

    with pytest.raises(ClientError, match="currently protected against deletion"):
        client.delete_table(TableName=table)
    described = client.describe_table(TableName=table)["Table"]
    client.update_table(TableName=table, DeletionProtectionEnabled=False)

    assert described["DeletionProtectionEnabled"] is True


@pytest.mark.parametrize(
    ("parameters", "code", "message"),
    [
        (
            {},
            "ValidationException",
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is "
            "required",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [new_index()]},
            "ValidationException",
            "One or more parameter values were invalid: Some index key attributes are "
            "not defined in AttributeDefinitions. Keys: [age], "
            "AttributeDefinitions: [id]",
        ),
        (
            {
                "AttributeDefinitions": defined(age="N", name="S"),
                "GlobalSecondaryIndexUpdates": [
                    new_index(),
                    new_index("by_name", "name"),
                ],
            },
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted "
            "simultaneously per table",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "by_age"}}]},
            "ResourceNotFoundException",
            "Requested resource not found",
        ),
        (
            {"GlobalSecondaryIndexUpdates": [{}]},
            "ValidationException",
            "One or more parameter values were invalid: One of "
            "GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
            "GlobalSecondaryIndexUpdate.Delete must not be null",
        ),
        (
            {"BillingMode": "PROVISIONED"},
            "ValidationException",
            "One or more parameter values were invalid: ProvisionedThroughput must be "
            "specified when BillingMode is PROVISIONED",
        ),
        (
            {"ProvisionedThroughput": units(1, 1)},
            "ValidationException",
            "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
            "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
    ],
)
def test_a_wrong_update_is_refused(client, table, parameters, code, message):
    """In AWS's words; nothing has changed."""
    before = client.describe_table(TableName=table)["Table"]

    assert refusal(client, table, **parameters) == (code, message)
    assert client.describe_table(TableName=table)["Table"] == before


def test_an_index_is_made_once(client, table):
    """A second one of its name is refused."""
    create = {
        "AttributeDefinitions": defined(age="N"),
        "GlobalSecondaryIndexUpdates": [new_index()],
    }
    client.update_table(TableName=table, **create)

    assert refusal(client, table, **create) == (
        "ValidationException",
        "Attempting to create an index which already exists",
    )


def test_the_same_capacity_is_no_update(client, table):
    """AWS refuses what changes nothing, and says both numbers."""
    capacity = {"ProvisionedThroughput": units(3, 2)}
    client.update_table(TableName=table, BillingMode="PROVISIONED", **capacity)

    _, message = refusal(client, table, **capacity)

    assert message.startswith(
        "The provisioned throughput for the table will not change. The requested value "
        "equals the current value. Current ReadCapacityUnits provisioned for the "
        "table: 3. Requested ReadCapacityUnits: 3."
    )


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("execute_statement", {"Statement": "SELECT * FROM people"}),
        ("describe_limits", {}),
    ],
)
def test_what_is_missing_says_so(client, operation, parameters):
    """PartiQL, and what else there is not, is refused by name."""
    with pytest.raises(ClientError, match="is not one of the local table store, nor"):
        getattr(client, operation)(**parameters)
