"""`dynamodb.Table`, in the provider's order: what is once a table, what is after it.

https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/dynamodb/table.go
"""

from tests.aws.provider.table_reading import read_table

__all__ = ["Table", "find_table"]


class Table:
    """`dynamodb.Table`; what AWS lets nobody change is its key, and local indexes."""

    replaces = frozenset({"name", "hashKey", "rangeKey", "localSecondaryIndexes"})
    has_random_name = True

    def create(self, account, inputs):
        client = account.client("dynamodb")
        local = [_index(inputs, i) for i in inputs.get("localSecondaryIndexes", ())]
        indexes = [_index(inputs, i) for i in inputs.get("globalSecondaryIndexes", ())]
        answer = client.create_table(
            TableName=inputs["name"],
            KeySchema=_key(inputs),
            AttributeDefinitions=_attributes(inputs),
            BillingMode=inputs["billingMode"],
            **_throughput(inputs),
            **({"LocalSecondaryIndexes": local} if local else {}),
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
            **({"StreamSpecification": _stream(inputs)} if _has_stream(inputs) else {}),
            SSESpecification=_encryption(inputs),
            DeletionProtectionEnabled=inputs["deletionProtectionEnabled"],
            Tags=_tags(inputs),
        )
        if inputs["ttl"]["enabled"]:
            _keep(client, inputs["name"], inputs["ttl"])
        if inputs["pointInTimeRecovery"]["enabled"]:
            _recover(client, inputs)
        return inputs["name"], _outputs(answer["TableDescription"])

    def read(self, account, id_, olds):
        return read_table(account, id_, olds)

    def update(self, account, id_, olds, inputs):
        client = account.client("dynamodb")
        changed = {k for k in olds | inputs if olds.get(k) != inputs.get(k)}
        own = {}
        if changed & {"billingMode", "readCapacity", "writeCapacity"}:
            own |= {"BillingMode": inputs["billingMode"], **_throughput(inputs)}
        if "deletionProtectionEnabled" in changed:
            own["DeletionProtectionEnabled"] = inputs["deletionProtectionEnabled"]
        if changed & {"streamEnabled", "streamViewType"}:
            own["StreamSpecification"] = _stream(inputs)
        if "serverSideEncryption" in changed:
            own["SSESpecification"] = _encryption(inputs)
        if own:
            client.update_table(TableName=id_, **own)
        _change_indexes(client, id_, olds, inputs)
        if "ttl" in changed:
            _keep(client, id_, inputs["ttl"])
        if "pointInTimeRecovery" in changed:
            _recover(client, inputs)
        if "tags" in changed:
            _tag(client, olds, inputs)
        return _outputs(client.describe_table(TableName=id_)["Table"])

    def delete(self, account, id_, olds):
        account.client("dynamodb").delete_table(TableName=id_)


def find_table(account, name):
    """Return what `getTable` returns."""
    table = account.client("dynamodb").describe_table(TableName=name)["Table"]
    return {
        "name": name,
        **_outputs(table),
        **{
            f"{kind}SecondaryIndexes": [
                {"name": index["IndexName"]}
                for index in table.get(f"{kind.capitalize()}SecondaryIndexes", ())
            ]
            for kind in ("global", "local")
        },
    }


def _change_indexes(client, name, olds, inputs):
    """Delete and make global indexes, one at a time; one that changed is both."""
    old, new = (
        {index["name"]: index for index in each.get("globalSecondaryIndexes", ())}
        for each in (olds, inputs)
    )
    changes = [{"Delete": {"IndexName": n}} for n in old if new.get(n) != old[n]]
    changes += [{"Create": _index(inputs, new[n])} for n in new if new[n] != old.get(n)]
    for change in changes:
        client.update_table(
            TableName=name,
            AttributeDefinitions=_attributes(inputs),
            GlobalSecondaryIndexUpdates=[change],
        )


def _outputs(table):
    outputs = {"arn": table["TableArn"]}
    if arn := table.get("LatestStreamArn"):
        outputs["streamArn"] = arn
    return outputs


def _attributes(inputs):
    return [
        {"AttributeName": each["name"], "AttributeType": each["type"]}
        for each in inputs["attributes"]
    ]


def _key(part, hash_key=None):
    keys = {"HASH": hash_key or part["hashKey"], "RANGE": part.get("rangeKey")}
    return [
        {"AttributeName": name, "KeyType": type_}
        for type_, name in keys.items()
        if name
    ]


def _index(inputs, index):
    projection = {"ProjectionType": index["projectionType"]}
    if names := index.get("nonKeyAttributes"):
        projection["NonKeyAttributes"] = names
    return {
        "IndexName": index["name"],
        "KeySchema": _key(index, index.get("hashKey", inputs["hashKey"])),
        "Projection": projection,
        **_throughput(index),
    }


def _throughput(part):
    if "readCapacity" not in part:
        return {}
    return {
        "ProvisionedThroughput": {
            "ReadCapacityUnits": part["readCapacity"],
            "WriteCapacityUnits": part["writeCapacity"],
        }
    }


def _has_stream(inputs):
    return inputs["streamEnabled"]


def _stream(inputs):
    if not _has_stream(inputs):
        return {"StreamEnabled": False}
    return {"StreamEnabled": True, "StreamViewType": inputs["streamViewType"]}


def _encryption(inputs):
    given = inputs["serverSideEncryption"]
    if not given["enabled"]:
        return {"Enabled": False}
    key = {"KMSMasterKeyId": given["kmsKeyArn"]} if "kmsKeyArn" in given else {}
    return {"Enabled": True, "SSEType": "KMS", **key}


def _keep(client, name, ttl):
    """Say when items expire; AWS wants the attribute named to end that, too."""
    client.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification={
            "Enabled": ttl["enabled"],
            "AttributeName": ttl.get("attributeName", ""),
        },
    )


def _recover(client, inputs):
    enabled = inputs["pointInTimeRecovery"]["enabled"]
    client.update_continuous_backups(
        TableName=inputs["name"],
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": enabled},
    )


def _tag(client, olds, inputs):
    arn = olds["arn"]
    old = olds.get("tags", {})
    if gone := [key for key in old if key not in inputs.get("tags", {})]:
        client.untag_resource(ResourceArn=arn, TagKeys=gone)
    if tags := _tags(inputs):
        client.tag_resource(ResourceArn=arn, Tags=tags)


def _tags(inputs):
    return [{"Key": k, "Value": v} for k, v in inputs.get("tags", {}).items()]
