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
from ..core.http_message import Request, Response
from ..core.manifest import (
    ApiManifest,
    FunctionManifest,
    ManifestError,
    StageManifest,
    TableManifest,
    parse,
)
from ..core.options import Options
from ..core.throttle import AccountThrottle
from ..dynamodb import DynamoDB, TableSpec
from . import ports
from .api_server import ApiServer
from .clock import Clock
from .credentials import Keyring
from .functions import FunctionConfig, Functions
from .parameters import Parameters
from .tls import Certificates

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
        options: What is to be otherwise than on AWS.

    """

    def __init__(
        self, *, root: Path, folder: Path, endpoint: str, options: Options
    ) -> None:
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
        self._options = options
        self._clock = Clock(options.time_scale)
        self._account = AccountThrottle(options.settings)
        self._certificates = Certificates(folder / "tls")
        self._functions = Functions(
            logs=folder / "logs",
            variables={},
            limits=options.limits,
            answer=self._answer_call,
        )
        self.dynamodb = DynamoDB(
            folder / "tables", region=REGION, account_id=ACCOUNT_ID, clock=time.time
        )
        self.keyring = Keyring(ACCOUNT_ID)
        self.parameters = Parameters(f"arn:aws:ssm:{REGION}:{ACCOUNT_ID}:parameter")

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
            caller_for=self.keyring.caller_for,
            account=self._account,
            settings=self._options.api_settings,
            clock=self._clock,
            tls=await self._certificates.context(),
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

    def _answer_call(self, config: FunctionConfig, request: Request) -> Response:
        """Answer what a function asks over its own channel, as if it had signed it."""
        _, _, port = (request.header("Host") or "").rpartition(":")
        for api in self._apis.values():
            if str(api.port) == port:
                access_key = config.environment["AWS_ACCESS_KEY_ID"]
                return api.server.call(request, access_key)
        return Response(403)

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
        # Lambda measures all variables as the JSON object that its message quotes.
        measured = json.dumps({"WINGWS": manifest.captures})
        if len(measured) > _ENVIRONMENT_SIZE:
            raise ManifestError(
                f"{manifest.name}: Lambda was unable to configure your environment "
                "variables because the environment variables you have provided "
                f"exceeded the 4KB limit. String measured: {measured}"
            )
        if not (self._root / manifest.path).is_dir():  # somebody tidied up
            raise ManifestError(
                f"the build of {manifest.name}, {manifest.path}, is missing; "
                "run this again to build it"
            )
        role = manifest.role if self._options.enforce_iam else None
        self.keyring.allow(manifest.name, role)
        previous = self._handlers.get(manifest.key)
        parameters = (manifest.parameters, manifest.secrets)
        self.parameters.put(manifest.name, *parameters)
        if previous and (previous.parameters, previous.secrets) != parameters:
            # Environments fetch parameters once; those with the old ones must go.
            self._revisions[manifest.key] += 1
        config = self._options.debugged(
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
        self._functions.put(config)
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
            "AWS_CA_BUNDLE": str(self._certificates.bundle),
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
