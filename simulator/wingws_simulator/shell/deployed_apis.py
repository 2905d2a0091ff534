"""The APIs that ``pulumi up`` has put, and their stages: each is served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.api_config import ApiConfig
from ..core.deployed import to_api_config
from ..core.http_message import Request, Response
from ..core.manifest import ApiManifest, ManifestError, StageManifest
from ..core.options import Options
from ..core.throttle import AccountThrottle
from . import ports
from .api_server import ApiServer
from .calls import Promise
from .chance import Chance
from .clock import Clock
from .deployed_functions import DeployedFunctions
from .functions import FunctionConfig, Functions
from .journal import Journal
from .speaker import Speaker
from .tls import Certificates

__all__ = ["Api", "DeployedApis"]


@dataclass
class Api:
    """
    An API that is being served.

    Attributes:
        manifest: What was put.
        api_id: Its id.
        port: Where it is served.
        server: Serves it.

    """

    manifest: ApiManifest
    api_id: str
    port: int
    server: ApiServer

    @property
    def address(self) -> str:
        """Host, port and stage, as they stand in its URLs."""
        return f"{ports.HOST}:{self.port}/{self.manifest.stage_name}"


class DeployedApis:
    """
    The APIs of a stack.

    Args:
        service: What runs their handlers.
        functions: The stack's functions; those of an API say which routes it has.
        options: What is to be otherwise than on AWS.
        account: The quotas that the APIs share.
        clock: What their connections live by.
        chance: Where their random numbers come from.
        certificates: What their domains are served with.
        journal: Told of what happens.
        arn_prefix: Of their execution ARNs, without the id.
        new_id: Makes an id of a length for a key, always the same.
        owner: Whose they are, for who needs one of their ports.

    """

    def __init__(
        self,
        service: Functions,
        functions: DeployedFunctions,
        *,
        options: Options,
        account: AccountThrottle,
        clock: Clock,
        chance: Chance,
        certificates: Certificates,
        journal: Journal,
        arn_prefix: str,
        new_id: Callable[[str, int], str],
        owner: str,
    ) -> None:
        self._service = service
        self._functions = functions
        self._options = options
        self._account = account
        self._clock = clock
        self._chance = chance
        self._certificates = certificates
        self._journal = journal
        self._arn_prefix = arn_prefix
        self._new_id = new_id
        self._owner = owner
        self._apis: dict[str, Api] = {}
        self._stages: dict[str, StageManifest] = {}
        self._keys: dict[str, Mapping[str, str]] = {}

    def __iter__(self) -> Iterator[Api]:
        """Return those that are being served."""
        return iter(tuple(self._apis.values()))

    def of(self, api_id: str | None) -> Api | None:
        """Return the API of an id, if there is one."""
        return next((a for a in self._apis.values() if a.api_id == api_id), None)

    async def put(
        self, manifest: ApiManifest, kept: Mapping[str, Any]
    ) -> dict[str, Any]:
        """
        Create or update an API, and return its outputs.

        Args:
            manifest: What it is to be.
            kept: The port and the id that it had before.

        Raises:
            ManifestError: It cannot be run.
            PortTaken: Somebody else has the port that it had.

        """
        api = self._apis.get(manifest.key)
        if api is None:
            api_id = str(kept.get("api_id") or self._new_id(manifest.key, 10))
            api = await self._serve(manifest, api_id, kept.get("port"))
            self._apis[manifest.key] = api
        elif api.manifest.domain != manifest.domain:  # its certificate is another one
            api = await self._serve_anew(api, manifest)
        api.manifest = manifest
        self._configure(api)
        return {
            "api_id": api.api_id,
            "port": api.port,
            "execution_arn": f"{self._arn_prefix}:{api.api_id}",
        }

    async def delete(self, key: str) -> None:
        """End an API, if it is there, with `$disconnect` for its clients."""
        if api := self._apis.pop(key, None):
            await api.server.close()

    def put_stage(
        self, manifest: StageManifest, kept: Mapping[str, Any]
    ) -> dict[str, Any]:
        """
        Create or update an API's stage, and return its outputs.

        Args:
            manifest: What it is to be.
            kept: The values of API keys that it had before.

        Raises:
            ManifestError: It cannot be run.

        """
        api = self.of(manifest.api)
        if api is None:
            raise ManifestError(f"API {manifest.api!r} of the stage is missing")
        previous = self._stages.get(manifest.key)
        self._stages[manifest.key] = manifest
        known = kept.get("api_key_values", {})
        keys = {
            name: known.get(name) or self._new_id(f"{manifest.key} {name}", 40)
            for name in manifest.api_keys
        }
        self._keys[api.api_id] = {
            value: self._new_id(f"{manifest.key} {name}", 10)
            for name, value in keys.items()
        }
        try:
            self._configure(api)
        except ManifestError:  # what was there stays, or nothing could follow it
            del self._stages[manifest.key]
            if previous is not None:
                self._stages[manifest.key] = previous
            raise
        return {"api_key_values": keys} if keys else {}

    async def delete_stage(self, key: str) -> None:
        """End all connections, while the handlers of `$disconnect` are still there."""
        stage = self._stages.pop(key, None)
        if stage is not None and (api := self.of(stage.api)):
            self._configure(await self._serve_anew(api, api.manifest))

    def configure(self, api_id: str | None) -> None:
        """
        Let an API, if it is there, follow its functions.

        Raises:
            ManifestError: It cannot.

        """
        if api := self.of(api_id):
            self._configure(api)

    def answer_call(
        self, config: FunctionConfig, request: Request, *, speaker: Speaker
    ) -> tuple[Response, Promise | None]:
        """Answer what a function asks over its own channel, as if it had signed it."""
        _, _, port = (request.header("Host") or "").rpartition(":")
        for api in self._apis.values():
            if str(api.port) == port:
                access_key = config.environment["AWS_ACCESS_KEY_ID"]
                return api.server.call(request, access_key, speaker)
        return Response(403), None

    async def close(self) -> None:
        """End them all."""
        await asyncio.gather(*(api.server.close() for api in self._apis.values()))

    async def _serve(self, manifest: ApiManifest, api_id: str, port: int | None) -> Api:
        config = ApiConfig(api_id, manifest.stage_name, {}, deployed=False)
        server = ApiServer(
            config,
            invoke=self._service.invoke,
            secret_for=self._functions.keyring.secret_for,
            caller_for=self._functions.keyring.caller_for,
            account=self._account,
            settings=self._options.api_settings,
            clock=self._clock,
            board=self._service.board,
            faults=self._options.faults,
            random=self._chance.faults(manifest.key).random,
            random_bits=self._chance.ids(manifest.key).getrandbits,
            note=self._journal.note,
            tls=await self._certificates.context(
                manifest.domain["name"] if manifest.domain else None
            ),
        )
        used_for = f"{manifest.api_name} of {self._owner}"
        listener = ports.bind(port, used_for=used_for)
        await server.start(listener)
        return Api(manifest, api_id, listener.getsockname()[1], server)

    async def _serve_anew(self, api: Api, manifest: ApiManifest) -> Api:
        """End all connections, and go on with the same id and port."""
        await api.server.close()
        api = await self._serve(manifest, api.api_id, api.port)
        self._apis[manifest.key] = api
        return api

    def _configure(self, api: Api) -> None:
        stages = (each for each in self._stages.values() if each.api == api.api_id)
        manifests = self._functions.manifests.values()
        functions = (each for each in manifests if each.api == api.api_id)
        api.server.configure(
            to_api_config(
                api.api_id,
                api.manifest,
                next(stages, None),
                functions,
                self._keys.get(api.api_id, {}),
                self._options.origins,
            )
        )
