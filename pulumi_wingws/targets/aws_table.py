"""Target ``aws``: DynamoDB's tables, made or found."""

import re
from typing import Any

import pulumi

from ..errors import ConfigurationError
from ..secondary_index import SecondaryIndex
from .aws_provider import aws
from .table_specs import ExistingTableSpec, Table, TableSpec

__all__ = ["find_table", "make_table"]


def make_table(spec: TableSpec, opts: pulumi.ResourceOptions) -> Table:
    """Make a table.

    What a program does not say is said to the provider nevertheless: it would keep
    what there is, a time to live for one.
    """
    table = aws.dynamodb.Table(
        # Not child_name: DynamoDB's physical name is made from this one.
        spec.resource_name,
        name=spec.table_name,
        billing_mode=spec.billing_mode,
        read_capacity=spec.read_capacity,
        write_capacity=spec.write_capacity,
        hash_key=spec.hash_key,
        range_key=spec.range_key,
        attributes=[
            {"name": name, "type": type_}
            for name, type_ in sorted(spec.attribute_definitions.items())
        ],
        global_secondary_indexes=[*map(_index, spec.global_secondary_indexes)] or None,
        local_secondary_indexes=[*map(_index, spec.local_secondary_indexes)] or None,
        ttl=_time_to_live(spec.time_to_live_attribute),
        stream_enabled=_has_stream(spec.stream),
        stream_view_type=spec.stream,
        point_in_time_recovery={"enabled": spec.point_in_time_recovery},
        server_side_encryption=_encryption(spec.encryption),
        deletion_protection_enabled=spec.deletion_protection,
        tags=dict(spec.tags) or None,
        opts=opts,
    )
    return Table(
        table_name=table.name,
        arn=table.arn,
        has_indexes=pulumi.Output.from_input(spec.has_indexes),
        stream_arn=_stream_arn(table.stream_arn),
        resources={"table": table},
    )


def find_table(spec: ExistingTableSpec, opts: pulumi.ResourceOptions) -> Table:
    """Look a table up, at preview too, with the component's provider."""
    found = aws.dynamodb.get_table_output(
        name=spec.table_name.apply(lambda name: name.rpartition("/")[2]),
        opts=pulumi.InvokeOptions(parent=opts.parent),
    )
    arn = pulumi.Output.all(spec.table_name, found.arn).apply(
        lambda both: _same(both[0], both[1])
    )
    return Table(
        table_name=arn.apply(lambda arn: arn.rpartition("/")[2]),
        arn=arn,
        has_indexes=found.apply(
            lambda each: bool(
                each.global_secondary_indexes or each.local_secondary_indexes
            )
        ),
        stream_arn=_stream_arn(found.stream_arn),
        resources={},
    )


def _same(asked: str, found: str) -> str:
    """Return the ARN of what was found, if that is what was asked for."""
    if re.match("arn:", asked) and asked != found:
        raise ConfigurationError(
            f"table {asked!r} is in another account or region than the stack; "
            f"expected one like {found!r}"
        )
    return found


def _index(index: SecondaryIndex) -> Any:
    """Write an index as `pulumi_aws` takes it; what it has no value for is left out."""
    given = {**vars(index), "non_key_attributes": [*index.non_key_attributes]}
    return {name: value for name, value in given.items() if value not in (None, [])}


def _time_to_live(attribute: str | None) -> Any:
    if attribute is None:
        return {"enabled": False}
    return {"enabled": True, "attribute_name": attribute}


def _encryption(encryption: str | pulumi.Output[str]) -> Any:
    if encryption == "AWS_OWNED":
        return {"enabled": False}
    if encryption == "AWS_MANAGED":
        return {"enabled": True}
    return {"enabled": True, "kms_key_arn": encryption}


def _has_stream(
    stream: str | pulumi.Output[str | None] | None,
) -> bool | pulumi.Output[bool]:
    if isinstance(stream, pulumi.Output):
        return stream.apply(lambda view: view is not None)
    return stream is not None


def _stream_arn(arn: pulumi.Output[str]) -> pulumi.Output[str | None]:
    return arn.apply(lambda arn: arn or None)
