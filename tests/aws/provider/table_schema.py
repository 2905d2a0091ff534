"""A `dynamodb.Table` as CloudFormation has it."""

__all__ = ["shape_table"]

_CAPACITIES = ("ReadCapacity", "WriteCapacity")
_PROJECTION = ("ProjectionType", "NonKeyAttributes")


def shape_table(properties):
    """Give a table's capitalized properties the shape of `AWS::DynamoDB::Table`."""
    own = properties["HashKey"]
    properties |= _with_key(properties, own) | _with_stream(properties)
    properties["AttributeDefinitions"] = [
        {"AttributeName": each["TableName"], "AttributeType": each["Type"]}
        for each in properties.pop("Attributes")
    ]
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        if kind in properties:
            properties[kind] = [_index(each, own) for each in properties[kind]]
    if given := properties.pop("Ttl", None):
        properties["TimeToLiveSpecification"] = given
    if given := properties.pop("PointInTimeRecovery", None):
        properties["PointInTimeRecoverySpecification"] = _recovery(given)
    if given := properties.pop("ServerSideEncryption", None):
        properties["SSESpecification"] = _encryption(given)


def _with_key(part, own):
    """Take keys and capacity out of a table or an index, and return what they are."""
    keys = {"HASH": part.pop("HashKey", own), "RANGE": part.pop("RangeKey", None)}
    schema = [
        {"AttributeName": name, "KeyType": type_}
        for type_, name in keys.items()
        if name
    ]
    units = {f"{key}Units": part.pop(key, None) for key in _CAPACITIES}
    given = {key: value for key, value in units.items() if value is not None}
    return {"KeySchema": schema, **({"ProvisionedThroughput": given} if given else {})}


def _with_stream(properties):
    view = properties.pop("StreamViewType", None)
    if not properties.pop("StreamEnabled", False):
        return {}
    return {"StreamSpecification": {"StreamViewType": view}}


def _index(index, own):
    projection = {
        key: index.pop(key) for key in _PROJECTION if index.get(key) is not None
    }
    name = index.pop("TableName")
    return {
        **_with_key(index, own),
        "IndexName": name,
        "Projection": projection,
        **index,  # anything else, which the schema refuses
    }


def _recovery(given):
    days = {"RecoveryPeriodInDays": given.get("RecoveryPeriodInDays")}
    return {
        "PointInTimeRecoveryEnabled": given["Enabled"],
        **{key: value for key, value in days.items() if value is not None},
    }


def _encryption(given):
    key = given.get("KmsKeyArn")
    named = {"KMSMasterKeyId": key, "SSEType": "KMS"} if key else {}
    return {"SSEEnabled": given["Enabled"], **named}
