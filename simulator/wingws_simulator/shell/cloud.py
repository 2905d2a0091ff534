"""The local cloud of one stack: its APIs, functions, tables, and who may use them.

It starts empty and is filled by ``pulumi up``, which knows from its state what ports
and ids a resource had. Only table rows are kept on disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core.api_config import ApiConfig
from ..core.deployed import to_api_config
from ..core.http_message import Request, Response
from ..core.manifest import (
    ApiManifest,
    FunctionManifest,
    ManifestError,
    StageManifest,
    TableManifest,
    parse,
)
from ..core.options import Options, check_time_scale
from ..core.throttle import AccountThrottle
from ..dynamodb import DynamoDB
from ..dynamodb.errors import DynamoDBError
from . import ports
from .api_server import ApiServer
from .calls import Promise
from .chance import Chance
from .clock import Clock
from .deployed_functions import DeployedFunctions
from .deployed_tables import DeployedTables
from .event_sources import EventSources
from .expiry import Expiry
from .functions import FunctionConfig, Functions
from .invocation_history import InvocationHistory
from .journal import Journal
from .lambda_api import LambdaApi
from .other_dynamodb import OtherDynamoDB
from .speaker import Speaker
from .tls import Certificates
from .zygote_process import ZygoteProcess

__all__ = ["ACCOUNT_ID", "REGION", "Api", "Cloud"]

REGION = "us-east-1"
ACCOUNT_ID = "000000000000"
_DYNAMODB_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}"

Outputs = dict[str, Any]


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


class Cloud:
    """
    The resources of one stack.

    Args:
        root: The project's folder; builds are found below it.
        folder: The stack's own folder, for logs and tables.
        endpoint: URL of the daemon, where the AWS services answer.
        options: What is to be otherwise than on AWS.
        zygote: What environments are forked from, if it has been started ahead.

    Attributes:
        dynamodb: Its own DynamoDB.
        tables: Its tables, there or in another one.
        keyring: Who may use it.
        parameters: Parameters of its functions.
        environment: Returns the variables by which any AWS SDK acts on it.
        builds: Returns digests of the builds that its functions run.
        stack: Its name.
        options: What is to be otherwise than on AWS.
        clock: What its connections and tables live by.
        chance: Where its random numbers come from.
        account: The quotas that its APIs share.
        event_sources: Which functions read which streams.
        expiry: Removes what has expired.
        configured_faults: What goes wrong from the start.
        service: What runs its functions.
        lambda_api: What functions invoke functions by.
        functions: Its functions.
        journal: What happens in it.
        history: The invocations of its functions.
        problem: Why the last edit could not run, as `wingws dev` says it; None if it
            runs.

    """

    def __init__(
        self,
        *,
        root: Path,
        folder: Path,
        endpoint: str,
        options: Options,
        zygote: ZygoteProcess | None = None,
    ) -> None:
        self._root = root
        self.stack = folder.name
        self.journal = Journal()
        self.history = InvocationHistory(self.journal)
        self.problem: str | None = None
        self._digests: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._apis: dict[str, Api] = {}
        self._stages: dict[str, StageManifest] = {}
        self._api_keys: dict[str, Mapping[str, str]] = {}
        self._change = asyncio.Lock()
        self.options = options
        self.configured_faults = asdict(options.faults)
        self.clock = Clock(options.time_scale)
        self.chance = Chance(options.jitter_seed)
        self.account = AccountThrottle(options.settings)
        self._certificates = Certificates(folder / "tls")
        self.service = Functions(
            logs=folder / "logs",
            variables={},
            limits=options.limits,
            answer=self._answer_call,
            faults=options.faults,
            random=self.chance.faults("").random,
            random_bits=self.chance.ids("").getrandbits,
            note=self.journal.note,
            keep=self.history.keep,
            zygote=zygote,
        )
        self.functions = DeployedFunctions(
            self.service,
            root=root,
            region=REGION,
            account_id=ACCOUNT_ID,
            endpoint=endpoint,
            authorities=self._certificates.bundle,
            options=options,
        )
        self.dynamodb = DynamoDB(
            folder / "tables",
            region=REGION,
            account_id=ACCOUNT_ID,
            clock=self.clock.now,
            index_delay=lambda: options.faults.index_delay,
            lead=lambda: self.clock.lead,
        )
        self.tables = DeployedTables(
            self.dynamodb, _other_dynamodb(options), arn_prefix=_DYNAMODB_ARN
        )
        self.event_sources = EventSources(
            self.dynamodb, self.service, self.clock, options.settings
        )
        delay = options.settings.expiry_delay
        self.expiry = Expiry(self.dynamodb, self.clock, delay=delay)
        self.lambda_api = LambdaApi(
            self.service.invoke,
            self.clock,
            arn_prefix=f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function",
            limits=options.limits,
        )
        self._certifying: asyncio.Task[None]
        self.keyring = self.functions.keyring
        self.parameters = self.functions.parameters
        self.environment = self.functions.environment
        self.builds = self.functions.builds

    async def start(self) -> None:
        """Start what handlers run in."""
        await self.service.start()
        self.expiry.start()
        self._certifying = asyncio.create_task(self._certificates.make_ahead())

    async def close(self) -> None:
        """Close every API, with `$disconnect` for its clients, then the rest."""
        self._certifying.cancel()
        self.expiry.stop()
        self.event_sources.stop()
        self.lambda_api.close()
        await asyncio.gather(*(api.server.close() for api in self._apis.values()))
        await self.service.close()
        self.dynamodb.close()

    def change_faults(
        self, given: Mapping[str, object], following: Mapping[str, object]
    ) -> tuple[Mapping[str, float], Mapping[str, int]]:
        """
        Change what goes wrong on demand, and return all of it.

        Args:
            given: Faults, as shares or in seconds.
            following: To how many of the next a fault happens.

        Raises:
            ValueError: There is no such fault, or it cannot have this value.

        """
        faults = self.options.faults
        faults.change(given, following)
        if faults.troubles_posts:
            self.service.board.is_valid = False  # at once: nobody may count on it
        return asdict(faults), faults.next

    @property
    def time_scale(self) -> float:
        """How many seconds pass for connections and tables in a real one."""
        return self.clock.time_scale

    def change_time_scale(self, time_scale: object) -> None:
        """
        Let time run otherwise for connections, also for open ones, and for tables.

        Raises:
            OptionsError: It cannot run so fast.

        """
        self.clock.time_scale = check_time_scale(time_scale)

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
            # An API and a stage have names of their own.
            names = map(spec.get, ("api_name", "name", "stage_name"))
            self._names[kind, key] = name = next(filter(None, names), key)
            self.journal.note("deployed", kind, name)
            return outputs

    async def delete(self, kind: str, key: str) -> None:
        """Delete a resource, if it is there."""
        async with self._change:
            self._digests.pop((kind, key), None)
            if name := self._names.pop((kind, key), None):
                self.journal.note("deployed", kind, name)
            if kind == "api" and (api := self._apis.pop(key, None)):
                await api.server.close()
            elif kind == "stage" and (stage := self._stages.pop(key, None)):
                await self._undeploy(stage.api)
            elif kind == "function":
                self._delete_function(key)
            elif kind == "table":
                await self.tables.delete(key)

    async def _put(
        self, kind: str, spec: Mapping[str, Any], kept: Mapping[str, Any]
    ) -> Outputs:
        if kind == "api":
            return await self._put_api(parse(ApiManifest, spec), kept)
        if kind == "stage":
            return self._put_stage(parse(StageManifest, spec), kept)
        if kind == "function":
            return self._put_function(parse(FunctionManifest, spec))
        if kind == "table":
            return await self._put_table(parse(TableManifest, spec), kept)
        raise ManifestError(
            f"resource kind {kind!r} is unknown; expected api, stage, function or table"
        )

    @property
    def project(self) -> str:
        """The project's name, as the URN of any of its resources has it."""
        for _, key in self._digests:
            if key.startswith("urn:pulumi:"):
                return key.split("::")[1]
        return self._root.name

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self._root

    @property
    def apis(self) -> tuple[Api, ...]:
        """The APIs that are being served."""
        return tuple(self._apis.values())

    def api(self, api_id: str) -> Api | None:
        """Return the API of an id, if there is one."""
        return next((a for a in self._apis.values() if a.api_id == api_id), None)

    # APIs and their stages.

    async def _put_api(self, manifest: ApiManifest, kept: Mapping[str, Any]) -> Outputs:
        api = self._apis.get(manifest.key)
        if api is None:
            api_id = str(kept.get("api_id") or self._short_id(manifest.key, 10))
            api = await self._serve(manifest, api_id, kept.get("port"))
            self._apis[manifest.key] = api
        elif api.manifest.domain != manifest.domain:  # its certificate is another one
            api = await self._serve_anew(api, manifest)
        api.manifest = manifest
        self._configure(api)
        return {
            "api_id": api.api_id,
            "port": api.port,
            "execution_arn": (
                f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{api.api_id}"
            ),
        }

    async def _serve(self, manifest: ApiManifest, api_id: str, port: int | None) -> Api:
        config = ApiConfig(api_id, manifest.stage_name, {}, deployed=False)
        server = ApiServer(
            config,
            invoke=self.service.invoke,
            secret_for=self.keyring.secret_for,
            caller_for=self.keyring.caller_for,
            account=self.account,
            settings=self.options.api_settings,
            clock=self.clock,
            board=self.service.board,
            faults=self.options.faults,
            random=self.chance.faults(manifest.key).random,
            random_bits=self.chance.ids(manifest.key).getrandbits,
            note=self.journal.note,
            tls=await self._certificates.context(
                manifest.domain["name"] if manifest.domain else None
            ),
        )
        listener = ports.bind(
            port,
            used_for=f"{manifest.api_name} of stack {self.stack!r} in {self._root}",
        )
        await server.start(listener)
        return Api(manifest, api_id, listener.getsockname()[1], server)

    def _put_stage(self, manifest: StageManifest, kept: Mapping[str, Any]) -> Outputs:
        api = self.api(manifest.api)
        if api is None:
            raise ManifestError(f"API {manifest.api!r} of the stage is missing")
        previous = self._stages.get(manifest.key)
        self._stages[manifest.key] = manifest
        known = kept.get("api_key_values", {})
        keys = {
            name: known.get(name) or self._short_id(f"{manifest.key} {name}", 40)
            for name in manifest.api_keys
        }
        self._api_keys[api.api_id] = {
            value: self._short_id(f"{manifest.key} {name}", 10)
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

    async def _undeploy(self, api_id: str) -> None:
        """End all connections, while the handlers of `$disconnect` are still there."""
        if api := self.api(api_id):
            self._configure(await self._serve_anew(api, api.manifest))

    async def _serve_anew(self, api: Api, manifest: ApiManifest) -> Api:
        """End all connections, and go on with the same id and port."""
        await api.server.close()
        api = await self._serve(manifest, api.api_id, api.port)
        self._apis[manifest.key] = api
        return api

    def _answer_call(
        self, config: FunctionConfig, request: Request, *, speaker: Speaker
    ) -> tuple[Response, Promise | None]:
        """Answer what a function asks over its own channel, as if it had signed it."""
        _, _, port = (request.header("Host") or "").rpartition(":")
        for api in self._apis.values():
            if str(api.port) == port:
                access_key = config.environment["AWS_ACCESS_KEY_ID"]
                return api.server.call(request, access_key, speaker)
        return Response(403), None

    def _configure(self, api: Api) -> None:
        stages = (each for each in self._stages.values() if each.api == api.api_id)
        manifests = self.functions.manifests.values()
        functions = (each for each in manifests if each.api == api.api_id)
        api.server.configure(
            to_api_config(
                api.api_id,
                api.manifest,
                next(stages, None),
                functions,
                self._api_keys.get(api.api_id, {}),
                self.options.origins,
            )
        )

    def _configure_api(self, api_id: str | None) -> None:
        if api_id is not None and (api := self.api(api_id)):
            self._configure(api)

    # Functions.

    def _put_function(self, manifest: FunctionManifest) -> Outputs:
        previous = self.functions.manifests.get(manifest.key)
        self.functions.put(manifest)
        try:
            self._configure_api(manifest.api)
            self.event_sources.put(manifest)
        except (ManifestError, DynamoDBError):  # as above
            self.functions.manifests.pop(manifest.key)
            if previous is not None:
                self.functions.put(previous)
            raise
        return {}

    def _delete_function(self, key: str) -> None:
        if manifest := self.functions.manifests.pop(key, None):
            self._configure_api(manifest.api)
            others = self.functions.manifests.values()
            # Of a component that has moved in the program, another has the name by now.
            if all(each.name != manifest.name for each in others):
                self.event_sources.forget(manifest)
                self.functions.forget(manifest)

    # Tables.

    async def _put_table(
        self, manifest: TableManifest, kept: Mapping[str, Any]
    ) -> Outputs:
        name = (
            manifest.exact_name
            or kept.get("table_name")
            or f"{manifest.name}-{self._short_id(manifest.key, 7)}"
        )
        return await self.tables.put(manifest, str(name))

    def _short_id(self, key: str, length: int) -> str:
        """Make an id that is the same whenever this stack is made in this folder."""
        text = json.dumps([str(self._root), key])
        return hashlib.sha256(text.encode()).hexdigest()[:length]


def _other_dynamodb(options: Options) -> OtherDynamoDB | None:
    if not options.dynamodb:
        return None
    return OtherDynamoDB(
        options.dynamodb,
        options.dynamodb_profile,
        region=REGION,
        arn_prefix=_DYNAMODB_ARN,
    )
