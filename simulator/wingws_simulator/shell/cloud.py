"""The local cloud of one stack: its APIs, functions, tables, and who may use them.

It starts empty and is filled by ``pulumi up``, which knows from its state what ports
and ids a resource had. Only table rows are kept on disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.api_config import ApiConfig, Route
from ..core.manifest import (
    ApiManifest,
    FunctionManifest,
    ManifestError,
    StageManifest,
    TableManifest,
    parse,
)
from ..dynamodb import DynamoDB, TableSpec
from . import ports
from .api_server import ApiServer
from .credentials import Keyring
from .functions import FunctionConfig, Functions
from .parameters import Parameters

__all__ = ["ACCOUNT_ID", "REGION", "Cloud"]

REGION = "us-east-1"
ACCOUNT_ID = "000000000000"

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_ENVIRONMENT_SIZE = 4096

Outputs = dict[str, Any]


@dataclass
class _Api:
    """An API that is being served."""

    manifest: ApiManifest
    api_id: str
    port: int
    server: ApiServer


class Cloud:
    """
    The resources of one stack.

    Args:
        root: The project's folder; builds are found below it.
        folder: The stack's own folder, for logs and tables.
        endpoint: URL of the daemon, where the AWS services answer.

    """

    def __init__(self, *, root: Path, folder: Path, endpoint: str) -> None:
        self._root = root
        self._stack = folder.name
        self._endpoint = endpoint
        self._digests: dict[tuple[str, str], str] = {}
        self._apis: dict[str, _Api] = {}
        self._stages: dict[str, StageManifest] = {}
        self._handlers: dict[str, FunctionManifest] = {}
        self._revisions: Counter[str] = Counter()
        self._tables: dict[str, str] = {}
        self._change = asyncio.Lock()
        self._functions = Functions(logs=folder / "logs", variables={})
        self.dynamodb = DynamoDB(
            folder / "tables", region=REGION, account_id=ACCOUNT_ID, clock=time.time
        )
        self.keyring = Keyring()
        self.parameters = Parameters()

    async def start(self) -> None:
        """Start what handlers run in."""
        await self._functions.start()

    async def close(self) -> None:
        """Close every API, with `$disconnect` for its clients, then the rest."""
        await asyncio.gather(*(api.server.close() for api in self._apis.values()))
        await self._functions.close()
        self.dynamodb.close()

    def has(self, kind: str, key: str, digest: str) -> bool:
        """Say whether the resource exists in that very form."""
        return self._digests.get((kind, key)) == digest

    async def put(
        self,
        kind: str,
        key: str,
        *,
        spec: Mapping[str, Any],
        digest: str,
        kept: Mapping[str, Any],
    ) -> Outputs:
        """
        Create or update a resource; the same call twice is the same as once.

        Args:
            kept: Ports and ids that the resource had before.

        Raises:
            ManifestError: The manifest cannot be run.
            PortTaken: Somebody else has the port that the resource had.

        """
        async with self._change:
            outputs = await self._put(kind, spec, kept)
            self._digests[kind, key] = digest
            return outputs

    async def delete(self, kind: str, key: str) -> None:
        """Delete a resource, if it is there."""
        async with self._change:
            self._digests.pop((kind, key), None)
            if kind == "api" and (api := self._apis.pop(key, None)):
                await api.server.close()
            elif kind == "stage" and (stage := self._stages.pop(key, None)):
                await self._undeploy(stage.api)
            elif kind == "function" and (handler := self._handlers.pop(key, None)):
                self._delete_function(handler)
            elif kind == "table" and (name := self._tables.pop(key, None)):
                self.dynamodb.delete_table(name)

    async def _put(
        self, kind: str, spec: Mapping[str, Any], kept: Mapping[str, Any]
    ) -> Outputs:
        if kind == "api":
            return await self._put_api(parse(ApiManifest, spec), kept)
        if kind == "stage":
            return self._put_stage(parse(StageManifest, spec))
        if kind == "function":
            return self._put_function(parse(FunctionManifest, spec))
        if kind == "table":
            return self._put_table(parse(TableManifest, spec), kept)
        raise ManifestError(
            f"resource kind {kind!r} is unknown; expected api, stage, function or table"
        )

    # APIs and their stages.

    async def _put_api(self, manifest: ApiManifest, kept: Mapping[str, Any]) -> Outputs:
        api = self._apis.get(manifest.key)
        if api is None:
            api_id = str(kept.get("api_id") or self._short_id(manifest.key, 10))
            api = await self._serve(manifest, api_id, kept.get("port"))
            self._apis[manifest.key] = api
        api.manifest = manifest
        self._configure(api)
        return {
            "api_id": api.api_id,
            "port": api.port,
            "execution_arn": (
                f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{api.api_id}"
            ),
        }

    async def _serve(
        self, manifest: ApiManifest, api_id: str, port: int | None
    ) -> _Api:
        config = ApiConfig(api_id, manifest.stage_name, {}, deployed=False)
        server = ApiServer(
            config,
            invoke=self._functions.invoke,
            secret_for=self.keyring.secret_for,
            region=REGION,
        )
        listener = ports.bind(
            port,
            used_for=f"{manifest.api_name} of stack {self._stack!r} in {self._root}",
        )
        await server.start(listener)
        return _Api(manifest, api_id, listener.getsockname()[1], server)

    def _put_stage(self, manifest: StageManifest) -> Outputs:
        api = self._api(manifest.api)
        if api is None:
            raise ManifestError(f"API {manifest.api!r} of the stage is missing")
        self._stages[manifest.key] = manifest
        self._configure(api)
        return {}

    async def _undeploy(self, api_id: str) -> None:
        """End all connections, while the handlers of `$disconnect` are still there."""
        if api := self._api(api_id):
            await api.server.close()
            api = await self._serve(api.manifest, api_id, api.port)
            self._apis[api.manifest.key] = api
            self._configure(api)

    def _api(self, api_id: str) -> _Api | None:
        return next((a for a in self._apis.values() if a.api_id == api_id), None)

    def _configure(self, api: _Api) -> None:
        api.server.configure(
            ApiConfig(
                api_id=api.api_id,
                stage=api.manifest.stage_name,
                route_selection_expression=api.manifest.route_selection_expression,
                routes={
                    handler.route_key: Route(handler.name, handler.reply)
                    for handler in self._handlers.values()
                    if handler.api == api.api_id
                },
                deployed=any(s.api == api.api_id for s in self._stages.values()),
            )
        )

    def _configure_api(self, api_id: str) -> None:
        if api := self._api(api_id):
            self._configure(api)

    # Functions.

    def _put_function(self, manifest: FunctionManifest) -> Outputs:
        size = len(f"WINGWS{manifest.captures}".encode())
        if size > _ENVIRONMENT_SIZE:
            raise ManifestError(
                f"what {manifest.name} captures makes {size} bytes of environment; "
                f"Lambda allows {_ENVIRONMENT_SIZE}"
            )
        if not (self._root / manifest.path).is_dir():  # somebody tidied up
            raise ManifestError(
                f"the build of {manifest.name}, {manifest.path}, is missing; "
                "run this again to build it"
            )
        previous = self._handlers.get(manifest.key)
        if previous is not None and previous.secrets != manifest.secrets:
            # Environments fetch secrets once; those with the old ones must go.
            self._revisions[manifest.key] += 1
        self.parameters.put(manifest.name, manifest.secrets)
        self._functions.put(
            FunctionConfig(
                name=manifest.name,
                artifact=self._root / manifest.path,
                layers=tuple(map(Path, manifest.layers)),
                timeout=float(manifest.timeout),
                memory_size=manifest.memory_size,
                environment=self._environment(manifest),
                revision=self._revisions[manifest.key],
                arn=f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{manifest.name}",
            )
        )
        self._handlers[manifest.key] = manifest
        self._configure_api(manifest.api)
        return {}

    def _delete_function(self, manifest: FunctionManifest) -> None:
        self._configure_api(manifest.api)
        self._functions.delete(manifest.name)
        self.parameters.delete(manifest.name)
        self.keyring.forget(manifest.name)

    def _environment(self, manifest: FunctionManifest) -> dict[str, str]:
        return {
            "WINGWS": manifest.captures,
            **self.environment(manifest.name),
        }

    def environment(self, owner: str | None) -> dict[str, str]:
        """Return the variables by which any AWS SDK acts on this cloud as `owner`."""
        return {
            **self.keyring.of(owner).environment,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_DYNAMODB": self._endpoint,
            "AWS_ENDPOINT_URL_SSM": self._endpoint,
        }

    def builds(self) -> list[str]:
        """Return digests of the builds that functions run."""
        return sorted({handler.sha256 for handler in self._handlers.values()})

    # Tables.

    def _put_table(self, manifest: TableManifest, kept: Mapping[str, Any]) -> Outputs:
        name = str(
            manifest.exact_name
            or kept.get("table_name")
            or f"{manifest.name}-{self._short_id(manifest.key, 7)}"
        )
        self.dynamodb.put_table(
            TableSpec(
                name=name,
                hash_key=manifest.hash_key,
                range_key=manifest.range_key,
                attribute_definitions=manifest.attribute_definitions,
            )
        )
        self._tables[manifest.key] = name
        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{name}"
        return {"table_name": name, "arn": arn}

    def _short_id(self, key: str, length: int) -> str:
        """Make an id that is the same whenever this stack is made in this folder."""
        text = json.dumps([str(self._root), key])
        return hashlib.sha256(text.encode()).hexdigest()[:length]
