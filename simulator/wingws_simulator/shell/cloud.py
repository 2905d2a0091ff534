"""The local cloud of one stack: its APIs, functions, tables, and who may use them.

It starts empty and is filled by ``pulumi up``, which knows from its state what ports
and ids a resource had. Only table rows are kept on disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

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
from .chance import Chance
from .clock import Clock
from .deployed_apis import DeployedApis
from .deployed_functions import DeployedFunctions
from .deployed_tables import DeployedTables
from .event_sources import EventSources
from .expiry import Expiry
from .functions import Functions
from .invocation_history import InvocationHistory
from .journal import Journal
from .lambda_api import LambdaApi
from .other_dynamodb import OtherDynamoDB
from .tls import Certificates
from .zygote_process import ZygoteProcess

__all__ = ["ACCOUNT_ID", "REGION", "Cloud"]

REGION = "us-east-1"
ACCOUNT_ID = "000000000000"
_DYNAMODB_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}"

Outputs = dict[str, Any]


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
        apis: Its APIs, with their stages.
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
        self.apis = DeployedApis(
            self.service,
            self.functions,
            options=options,
            account=self.account,
            clock=self.clock,
            chance=self.chance,
            certificates=self._certificates,
            journal=self.journal,
            arn_prefix=f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}",
            new_id=self._short_id,
            owner=f"stack {self.stack!r} in {root}",
        )
        self.service.answer = self.apis.answer_call
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
        await self.apis.close()
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
            if kind == "api":
                await self.apis.delete(key)
            elif kind == "stage":
                await self.apis.delete_stage(key)
            elif kind == "function":
                self._delete_function(key)
            elif kind == "table":
                await self.tables.delete(key)

    async def _put(
        self, kind: str, spec: Mapping[str, Any], kept: Mapping[str, Any]
    ) -> Outputs:
        if kind == "api":
            return await self.apis.put(parse(ApiManifest, spec), kept)
        if kind == "stage":
            return self.apis.put_stage(parse(StageManifest, spec), kept)
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

    # Functions.

    def _put_function(self, manifest: FunctionManifest) -> Outputs:
        previous = self.functions.manifests.get(manifest.key)
        self.functions.put(manifest)
        try:
            self.apis.configure(manifest.api)
            self.event_sources.put(manifest)
        except (ManifestError, DynamoDBError):  # as above
            self.functions.manifests.pop(manifest.key)
            if previous is not None:
                self.functions.put(previous)
            raise
        return {}

    def _delete_function(self, key: str) -> None:
        if manifest := self.functions.manifests.pop(key, None):
            self.apis.configure(manifest.api)
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
