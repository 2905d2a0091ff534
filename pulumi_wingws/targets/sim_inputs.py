"""What the simulator is told of tables and functions, as its manifest has it."""

from collections.abc import Mapping
from typing import Any

import pulumi

from ..secondary_index import SecondaryIndex
from .route_specs import Authorization, RouteSpec
from .table_specs import TableSpec

__all__ = ["route_inputs", "table_inputs", "whole_environment"]


def table_inputs(spec: TableSpec) -> dict[str, Any]:
    """Say what a table is; what it costs and who may read it are AWS's."""
    return {
        "name": spec.resource_name,
        "exact_name": spec.table_name,
        "hash_key": spec.hash_key,
        "range_key": spec.range_key,
        "attribute_definitions": dict(sorted(spec.attribute_definitions.items())),
        "global_secondary_indexes": [*map(_index, spec.global_secondary_indexes)]
        or None,
        "local_secondary_indexes": [*map(_index, spec.local_secondary_indexes)] or None,
        "time_to_live_attribute": spec.time_to_live_attribute,
        "stream": spec.stream,
        # Outputs: the provider fills them in.
        "table_name": None,
        "arn": None,
        "stream_arn": None,
    }


def _index(index: SecondaryIndex) -> dict[str, Any]:
    """Say what an index is, without its capacity."""
    given = {**vars(index), "non_key_attributes": [*index.non_key_attributes]}
    return {
        name: value
        for name, value in given.items()
        if value is not None and not name.endswith("_capacity")
    }


def route_inputs(route: RouteSpec) -> dict[str, Any]:
    """Say what a route needs, as the simulator's manifest has it."""
    needs: dict[str, Any] = {"route_key": route.route_key, "reply": route.reply}
    if route.api_key_required:
        needs["api_key_required"] = True
    if route.throttle is not None:
        needs["throttle_burst"] = route.throttle.burst
        needs["throttle_rate"] = route.throttle.rate
    if route.authorization is not None:
        needs["authorization"] = route.authorization.apply(lambda each: each.type)
        needs["authorizer"] = route.authorization.apply(_authorizer_name)
    return needs


def whole_environment(
    environment: Mapping[str, pulumi.Output[str]],
) -> pulumi.Output[Mapping[str, str]] | None:
    """Return variables as one Output, all of it secret if one of them is."""
    return pulumi.Output.all(**environment) if environment else None


def _authorizer_name(authorization: Authorization) -> pulumi.Output[str | None]:
    """Return the name of the authorizer's function once that is there."""
    if not authorization.authorizer:
        return pulumi.Output.from_input(None)
    function = authorization.authorizer["function"]
    assert isinstance(function, pulumi.CustomResource)
    return function.id.apply(lambda _: function.pulumi_resource_name)
