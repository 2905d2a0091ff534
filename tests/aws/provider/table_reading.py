"""What AWS has of a `dynamodb.Table`, which takes three of DynamoDB's calls."""

__all__ = ["read_table"]


def read_table(account, name, olds):
    """Return the properties of a table, of which a stack has `olds`."""
    client = account.client("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    stream = table.get("StreamSpecification", {})
    definitions = table["AttributeDefinitions"]
    return {
        "name": name,
        "arn": table["TableArn"],
        "streamArn": table.get("LatestStreamArn"),
        **_key(table),
        "attributes": [
            {"name": each["AttributeName"], "type": each["AttributeType"]}
            for each in sorted(definitions, key=lambda each: each["AttributeName"])
        ],
        **_capacity(table),
        "globalSecondaryIndexes": [
            {**_index(each), **_capacity(each)}
            for each in table.get("GlobalSecondaryIndexes", ())
        ],
        "localSecondaryIndexes": [
            {key: value for key, value in _index(each).items() if key != "hashKey"}
            for each in table.get("LocalSecondaryIndexes", ())
        ],
        "billingMode": table["BillingModeSummary"]["BillingMode"],
        "streamEnabled": stream.get("StreamEnabled", False),
        "streamViewType": stream.get("StreamViewType"),
        "ttl": _time_to_live(client, name),
        "pointInTimeRecovery": _recovery(client, name),
        "serverSideEncryption": _encryption(table, olds),
        "deletionProtectionEnabled": table["DeletionProtectionEnabled"],
        "tags": _tags(client, table),
    }


def _key(part):
    keys = {each["KeyType"]: each["AttributeName"] for each in part["KeySchema"]}
    return _given({"hashKey": keys["HASH"], "rangeKey": keys.get("RANGE")})


def _index(index):
    projection = index["Projection"]
    names = projection.get("NonKeyAttributes") or None
    return {
        "name": index["IndexName"],
        **_key(index),
        "projectionType": projection["ProjectionType"],
        **_given({"nonKeyAttributes": names}),
    }


def _capacity(part):
    """Return the capacity of a table or an index that has one: others say 0."""
    has = part.get("ProvisionedThroughput", {})
    names = {"readCapacity": "ReadCapacityUnits", "writeCapacity": "WriteCapacityUnits"}
    return {name: has[names[name]] for name in names if has.get(names[name])}


def _time_to_live(client, name):
    told = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if told["TimeToLiveStatus"] != "ENABLED":
        return {"enabled": False}
    return {"enabled": True, "attributeName": told["AttributeName"]}


def _recovery(client, name):
    told = client.describe_continuous_backups(TableName=name)
    recovery = told["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    return {"enabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED"}


def _encryption(table, olds):
    """Return how a table is encrypted, with its key if that is not AWS's own."""
    told = table.get("SSEDescription", {})
    if told.get("Status") != "ENABLED":
        return {"enabled": False}
    has_key = "kmsKeyArn" in olds.get("serverSideEncryption", {})
    key = told["KMSMasterKeyArn"] if has_key else None
    return {"enabled": True, **_given({"kmsKeyArn": key})}


def _tags(client, table):
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    return {each["Key"]: each["Value"] for each in tags}


def _given(properties):
    return {key: value for key, value in properties.items() if value is not None}
