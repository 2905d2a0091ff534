"""What is deployed, as the console shows it: nothing of it is secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from ..core.faults import Faults
from ..core.manifest import FunctionManifest, TableManifest
from .cloud import Cloud
from .deployed_apis import Api

__all__ = ["read_state"]


async def read_state(cloud: Cloud) -> dict[str, Any]:
    """Return what there is, in JSON's types."""
    tables = cloud.tables.manifests.items()
    return {
        "stack": cloud.stack,
        "project": cloud.project,
        "apis": [_api(cloud, api) for api in cloud.apis],
        "functions": [
            _function(cloud, manifest)
            for manifest in cloud.functions.manifests.values()
        ],
        "tables": [await _table(cloud, name, manifest) for name, manifest in tables],
        "faults": asdict(cloud.options.faults),
        "fault_names": [
            {"name": each.name, **each.metadata} for each in fields(Faults)
        ],
        "time_scale": cloud.time_scale,
        "problem": cloud.problem,
    }


def _api(cloud: Cloud, api: Api) -> dict[str, Any]:
    return {
        "api_id": api.api_id,
        "name": api.manifest.api_name,
        "stage_name": api.manifest.stage_name,
        "url": f"ws://{api.address}",
        "callback_url": f"http://{api.address}",
        "routes": [
            {
                "route_key": route.route_key,
                "function": function.name,
                "reply": route.reply,
                "authorization": route.authorization,
                "authorizer": route.authorizer,
            }
            for function in cloud.functions.manifests.values()
            if function.api == api.api_id
            for route in function.served
        ],
    }


def _function(cloud: Cloud, manifest: FunctionManifest) -> dict[str, Any]:
    return {
        "name": manifest.name,
        "api_id": manifest.api,
        "purpose": _purpose(cloud, manifest),
        "memory_size": manifest.memory_size,
        "timeout": manifest.timeout,
        "sha256": manifest.sha256,
        "path": manifest.path,
        "statements": list(manifest.statements),
        "captures": _captures(manifest),
        "environments": cloud.service.environments(manifest.name),
    }


def _purpose(cloud: Cloud, manifest: FunctionManifest) -> list[str]:
    if manifest.stream is not None:
        table = manifest.stream["table"]
        known = cloud.tables.manifests.get(table)
        return [f"changes of {known.name if known else table}"]
    return [route.route_key for route in manifest.served] or ["authorizer"]


def _captures(manifest: FunctionManifest) -> dict[str, Any]:
    """
    Return what a function was told when it was deployed, without what is secret.

    What was too long for its environment is in parameters, as is what is secret. Of
    the latter only the names are shown.
    """
    document: dict[str, Any] = json.loads(manifest.captures or "{}")
    lists: Sequence[Sequence[str]] = document.get("parameters", ())
    for names in lists:
        if not all(name in manifest.parameters for name in names):
            continue
        text = "".join(manifest.parameters[name] for name in names)
        sections: Mapping[str, Mapping[str, Any]] = json.loads(text)
        for section, entries in sections.items():
            document[section] = {**document.get(section, {}), **entries}
    return document


async def _table(cloud: Cloud, name: str, manifest: TableManifest) -> dict[str, Any]:
    described = await cloud.tables.call("DescribeTable", {"TableName": name})
    return {
        "name": manifest.name,
        "table_name": name,
        "hash_key": manifest.hash_key,
        "range_key": manifest.range_key,
        "global_secondary_indexes": [
            index["name"] for index in manifest.global_secondary_indexes
        ],
        "item_count": described["Table"]["ItemCount"],
    }
