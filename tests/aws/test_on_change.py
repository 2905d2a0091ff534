"""``@table.on_change`` deployed by the real CLI: the mapping, and who may read."""

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

PROGRAM = """
from pulumi_wingws import DynamodbTable

rows = DynamodbTable(
    "Rows", hash_key="id", attribute_definitions={{"id": "S"}}, stream="NEW_IMAGE",
    deletion_protection=False,
)

@rows.on_change({})
def tell(change) -> None:
    print(change.kind)
"""


def test_a_stream_is_mapped_to_the_function(make_aws_project, cloud):
    """An option changes the mapping in place; with the handler it goes."""
    project = make_aws_project(PROGRAM.format("batch_size=10"))
    lambda_ = cloud.client("lambda")
    mappings = lambda_.list_event_source_mappings
    project.up()
    (mapping,) = mappings()["EventSourceMappings"]
    (table,) = cloud.client("dynamodb").list_tables()["TableNames"]
    described = cloud.client("dynamodb").describe_table(TableName=table)["Table"]
    (function,) = lambda_.list_functions()["Functions"]

    assert mapping["EventSourceArn"] == described["LatestStreamArn"]
    assert mapping["FunctionArn"] == function["FunctionArn"]
    assert (mapping["BatchSize"], mapping["StartingPosition"]) == (10, "LATEST")
    assert not project.up().changed()

    project.write(PROGRAM.format("batch_size=20"))
    changed = project.up().changed()

    assert [(step.op, step.name) for step in changed] == [
        ("update", "Rows-change-event-source-mapping")
    ]
    assert [each["BatchSize"] for each in mappings()["EventSourceMappings"]] == [20]

    project.write("import pulumi")
    project.up()

    assert not mappings()["EventSourceMappings"]
