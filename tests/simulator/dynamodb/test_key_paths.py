"""Keys are scalars: no expression may lead into one."""

import pytest
from botocore.exceptions import ClientError

BY_AGE = {
    "IndexName": "by_age",
    "KeySchema": [{"AttributeName": "age", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}
KEY = {"id": {"S": "1"}}
SCALARS = (
    "Key attributes must be scalars; list random access '[]' and map lookup '.' "
    "are not allowed: "
)


def updating(expression):
    return "update_item", {"Key": KEY, "UpdateExpression": expression}


@pytest.mark.parametrize(
    ("request_of", "key"),
    [
        (("get_item", {"Key": KEY, "ProjectionExpression": "id.a"}), "Key: id"),
        (("get_item", {"Key": KEY, "ProjectionExpression": "age[0]"}), "IndexKey: age"),
        (("scan", {"FilterExpression": "attribute_exists(id.a)"}), "Key: id"),
        (("scan", {"ProjectionExpression": "id.a"}), "Key: id"),
        (
            ("delete_item", {"Key": KEY, "ConditionExpression": "age.a = id"}),
            "IndexKey: age",
        ),
        (
            ("put_item", {"Item": KEY, "ConditionExpression": "age.a = id"}),
            "IndexKey: age",
        ),
        (updating("SET age.a = id"), "IndexKey: age"),
        (updating("SET b = id.a"), "Key: id"),
        (updating("SET b = if_not_exists(b, id[0])"), "Key: id"),
        (updating("SET b = list_append(c, id[0])"), "Key: id"),
        (updating("SET b = c + id[0]"), "Key: id"),
    ],
)
def test_a_path_into_a_key_is_refused(client, make_table, request_of, key):
    """Of the table or of an index, read or written."""
    operation, parameters = request_of

    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(
            TableName=make_table(indexes=[BY_AGE], age="N"), **parameters
        )

    assert caught.value.response["Error"]["Message"] == SCALARS + key
