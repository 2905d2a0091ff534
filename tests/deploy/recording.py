"""Runs a Pulumi program against recording mocks: what it registers, exactly."""

import asyncio
import contextlib
import contextvars
import re
import runpy
from dataclasses import dataclass, field
from pathlib import Path

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.config import set_all_config
from pulumi.runtime.rpc import deserialize_properties
from pulumi.runtime.stack import run_in_stack

ACCOUNT = "123456789012"
REGION = "eu-central-1"
PARTITION = "aws"


@dataclass
class Registered:
    """One registered resource: its inputs and its edges, by logical name."""

    type: str
    name: str
    inputs: dict
    parent: str = ""
    depends_on: set = field(default_factory=set)


@dataclass
class Deployment:
    """All that a program registered."""

    resources: list = field(default_factory=list)
    outputs: dict = field(default_factory=dict)
    logs: list = field(default_factory=list)

    def of(self, type_):
        """Return the resources of a type, by name."""
        return {r.name: r for r in self.resources if r.type == type_}

    def one(self, type_):
        """Return the only resource of a type."""
        (resource,) = self.of(type_).values()
        return resource


SIMULATED = {
    "pulumi-python:dynamic/wingws:Api": {
        "api_id": "api123",
        "port": 20001,
        "execution_arn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:api123",
    },
    "pulumi-python:dynamic/wingws:Table": {
        "table_name": "rows",
        "arn": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/rows",
    },
}


class Recorder(pulumi.runtime.Mocks):
    """Answers with the outputs that AWS would have made up."""

    def new_resource(self, args):
        outputs = dict(args.inputs)
        if args.typ == "aws:apigatewayv2/api:Api":
            outputs |= {
                "apiEndpoint": f"wss://api123.execute-api.{REGION}.amazonaws.com",
                "executionArn": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api123",
            }
            return "api123", outputs
        if args.typ == "aws:apigatewayv2/stage:Stage":
            host = f"api123.execute-api.{REGION}.amazonaws.com"
            outputs["invokeUrl"] = f"wss://{host}/{args.inputs['name']}"
        outputs |= SIMULATED.get(args.typ, {})
        if args.typ == "aws:apigateway/apiKey:ApiKey":
            outputs["value"] = f"value of {args.name}"
        if args.typ == "aws:apigatewayv2/domainName:DomainName":
            outputs["domainNameConfiguration"] |= {
                "targetDomainName": "target of Chat",
                "hostedZoneId": "Z2",
            }
        if args.inputs.get("streamEnabled"):
            table_arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/rows"
            outputs["streamArn"] = f"{table_arn}/stream/2026"
        if names := args.inputs.get("api_keys"):
            outputs["api_key_values"] = {name: f"value of {name}" for name in names}
        if args.typ == "aws:iam/role:Role":
            outputs["arn"] = f"arn:{PARTITION}:iam::{args.name}"
        outputs.setdefault("arn", f"arn:{args.name}")
        outputs["invokeArn"] = f"invoke-arn:{args.name}"
        outputs.setdefault("name", f"{args.name}-1a2b3c4")
        outputs["version"] = 3
        return f"{args.name}-id", outputs

    def call(self, args):
        if args.token == "aws:dynamodb/getTable:getTable":
            name = args.args["name"]
            arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
            indexes = [{"name": "ByAge"}] if "Indexed" in name else []
            return {"arn": arn, "name": name, "globalSecondaryIndexes": indexes}
        raise AssertionError(f"unexpected invoke {args.token}")


class RecordingMonitor(mocks.MockMonitor):
    """Keeps parents and dependencies, which Mocks do not see."""

    def __init__(self, deployment):
        super().__init__(Recorder())
        self.deployment = deployment

    def Invoke(self, request):
        with closing_loop():
            return super().Invoke(request)

    def RegisterResource(self, request):
        with closing_loop():
            answer = super().RegisterResource(request)
        inputs = {
            key: value
            for key, value in deserialize_properties(request.object).items()
            if key != "__provider"
        }
        self.deployment.resources.append(
            Registered(
                request.type,
                request.name,
                inputs,
                request.parent.rpartition("::")[2],
                {urn.rpartition("::")[2] for urn in request.dependencies},
            )
        )
        return answer


@contextlib.contextmanager
def closing_loop():
    """Close the event loop that the SDK's mocks leave open in each worker thread."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


def deploy(program, **options):
    """Run a program in the current folder and return what it registered.

    Args:
        program: text of ``__main__.py``.
        options: see `deploy_path`.
    """
    Path("__main__.py").write_text(program)
    return deploy_path("__main__.py", **options)


def deploy_path(path, *, preview=False, stack="dev", secrets=(), **config):
    """Run a program that exists and return what it registered.

    Args:
        path: its file, or its folder, as Pulumi's language host runs it.
        secrets: keys of the project's namespace that the stack holds as secrets.
        config: keys of the project's namespace; ``wingws_target`` is ``wingws:target``.
    """
    settings = {
        (key.replace("_", ":", 1) if "_" in key else f"chat:{key}"): value
        for key, value in config.items()
    }
    deployment = Deployment()
    # Pulumi keeps a run's settings in context variables: a context for each.
    run = contextvars.copy_context().run
    secrets = [f"chat:{key}" for key in secrets]
    run(_run, path, deployment, (settings, secrets), preview, stack)
    return deployment


def refused(program, **options):
    """Run a program that cannot be deployed; return the sentence that says why.

    A traceback before it, and the exception's name, are left out.
    """
    try:
        deploy(program, **options)
    except Exception as exc:
        return re.sub(r"(?s)\AProgram failed.*\n[\w.]+: ", "", str(exc)).strip()
    raise AssertionError("the program was deployed")


def _run(path, deployment, settings, preview, stack):
    with closing_loop():
        loop = asyncio.get_event_loop()
        try:
            loop.run_until_complete(_deploy(path, deployment, settings, preview, stack))
        finally:
            loop.run_until_complete(_end())


async def _end():
    """End what a refused program left running, so that the next one starts clean."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
    pulumi.runtime.settings.SETTINGS.outputs.clear()


async def _deploy(path, deployment, settings, preview, stack):
    pulumi.runtime.settings.set_root_resource(None)
    monitor = RecordingMonitor(deployment)
    logger = _Logger(deployment)
    pulumi.runtime.settings.SETTINGS.rpc_manager.clear()
    mocks.configure(
        mocks.MockSettings(
            monitor=monitor,
            monitor_features=set(),
            engine=mocks.MockEngine(logger),
            project="chat",
            stack=stack,
            dry_run=preview,
            organization="organization",
            callbacks=None,
        )
    )
    set_all_config(*settings)
    await run_in_stack(lambda: runpy.run_path(path, run_name="__main__"))


class _Logger:
    def __init__(self, deployment):
        for level in ("debug", "info", "warning", "error"):
            setattr(self, level, lambda text, level=level: self._add(level, text))
        self._logs = deployment.logs

    def _add(self, level, text):
        self._logs.append((level, text))
