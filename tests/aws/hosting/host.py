"""Runs what was deployed, and nothing that was not.

The gateway, the functions and the tables are the simulator's. All that they know was
read from the account: zips, variables, routes, integrations, permissions, policies. A
function calls AWS's own hosts, signed and over TLS, through the one proxy that it has.
What it logs is not judged.
"""

import asyncio
import io
import json
import socket
import ssl
import zipfile

from websockets.asyncio.client import connect
from wingws_simulator.core.api_config import (
    ApiConfig,
    Authorizer,
    Domain,
    Route,
    Throttle,
)
from wingws_simulator.core.lambda_result import NotInvoked
from wingws_simulator.shell.api_server import ApiServer
from wingws_simulator.shell.credentials import Keyring
from wingws_simulator.shell.functions import FunctionConfig, Functions
from wingws_simulator.shell.tls import Certificates

from tests.aws.hosting.parameters import Parameters
from tests.aws.hosting.permissions import may_invoke
from tests.aws.hosting.service import Service, host_of
from tests.aws.hosting.tables import Tables
from tests.aws.hosting.tunnel import Tunnel

__all__ = ["Host"]


class Host:
    """An asynchronous context manager; leaving it ends all connections, then it all.

    Args:
        deployed: What was read.
        ssm: A client of the account's parameters.
        folder: An empty one.
        tls: A folder of certificates, which another host may have made.

    Attributes:
        tables: Its tables.
        rows_left: How many rows they had in the end.
    """

    def __init__(self, deployed, ssm, *, folder, tls):
        self._deployed = deployed
        self._folder = folder
        self._certificates = Certificates(tls)
        self._keyring = Keyring(deployed.account)
        self._functions = Functions(logs=folder / "logs", variables={})
        self._by_name = {each.name: each for each in deployed.functions}
        self._config = _config(deployed)
        self._parameters = Parameters(deployed, ssm)
        self._tunnel = Tunnel()

    async def __aenter__(self):
        self.tables = Tables(self._deployed, folder=self._folder / "tables")
        self._services = (
            await self._service("dynamodb", self.tables.handle),
            await self._service("ssm", self._parameters.handle),
        )
        self._server = ApiServer(
            self._config,
            invoke=self._invoke,
            secret_for=self._keyring.secret_for,
            board=self._functions.board,
            caller_for=self._keyring.caller_for,
            tls=await self._certificates.context(self._deployed.host),
        )
        await self._tunnel.start()
        for service in self._services:
            self._tunnel.ports[service.host] = await _start(service)
        self._tunnel.ports[self._deployed.host] = await _start(self._server)
        await self._functions.start()
        for function in self._deployed.functions:
            self._put(function)
        return self

    async def __aexit__(self, *_):
        await self._server.close()
        self.rows_left = self.tables.count()
        await self._functions.close()
        for service in self._services:
            await service.close()
        await self._tunnel.close()
        self.tables.close()

    def connect(self, url):
        """Connect to an API's own URL, as a browser on the internet would."""
        context = ssl.create_default_context(cafile=self._certificates.authorities)
        port = self._tunnel.ports[self._deployed.host]
        return connect(url, host="127.0.0.1", port=port, ssl=context, proxy=None)

    async def invoke(self, name, event):
        """Invoke a function as its own account may; return what it ends with."""
        result = asyncio.get_running_loop().create_future()
        self._functions.invoke(name, json.dumps(event), result.set_result)
        return await result

    def _put(self, function):
        folder = self._folder / function.name
        layers = [folder / f"layer{number}" for number in range(len(function.layers))]
        for layer, content in zip(layers, function.layers, strict=True):
            _unpack(content, layer)
        _unpack(function.code, folder / "code")
        self._keyring.allow(function.name, function.allowed())
        self._functions.put(
            FunctionConfig(
                name=function.name,
                artifact=folder / "code",
                layers=tuple(layers),
                arn=function.arn,
                handler=function.handler,
                timeout=float(function.timeout),
                memory_size=function.memory_size,
                environment={
                    **function.variables,
                    **self._keyring.of(function.name).environment,
                    "AWS_CA_BUNDLE": str(self._certificates.bundle),
                    "HTTPS_PROXY": self._tunnel.url,
                },
            )
        )

    def _invoke(self, name, event, done):
        source_arn = f"{self._config.execution_arn}/{self._source(event, name)}"
        if not may_invoke(self._by_name[name], source_arn):
            raise NotInvoked("AccessDeniedException", f"{source_arn} on {name}")
        self._functions.invoke(name, event, done)

    def _source(self, event, name):
        """Return for what API Gateway invokes: a route of the stage, an authorizer."""
        content = json.loads(event)
        if "methodArn" in content:
            arn = self._by_name[name].arn
            authorizers = self._deployed.authorizers
            (id_,) = [each.id for each in authorizers if each.function_arn == arn]
            return f"authorizers/{id_}"
        return f"{self._config.stage}/{content['requestContext']['routeKey']}"

    async def _service(self, name, handle):
        region = self._deployed.region
        tls = await self._certificates.context(host_of(name, region))
        return Service(name, region, self._keyring, handle, tls=tls)


def _config(deployed):
    """Return the API as the simulator's gateway knows one."""
    authorizers = {
        each.id: Authorizer(_name(each.function_arn), each.identity_sources)
        for each in deployed.authorizers
    }
    throttles = {
        key: Throttle(each["ThrottlingRateLimit"], each["ThrottlingBurstLimit"])
        for key, each in deployed.stage["RouteSettings"].items()
    }
    default = deployed.stage["DefaultRouteSettings"]
    return ApiConfig(
        api_id=deployed.api_id,
        stage=deployed.stage["StageName"],
        route_selection_expression=deployed.route_selection_expression,
        routes={
            route.key: Route(
                _name(route.function_arn),
                route.reply,
                authorization=authorizers.get(route.authorizer_id),
                throttle=throttles.get(route.key),
            )
            for route in deployed.routes
        },
        deployed=deployed.stage["AutoDeploy"],
        region=deployed.region,
        account_id=deployed.account,
        throttle=Throttle(
            default["ThrottlingRateLimit"], default["ThrottlingBurstLimit"]
        ),
        # The API's own host: to the simulator, a name other than this machine's.
        domain=Domain(deployed.host, deployed.stage["StageName"]),
    )


def _name(function_arn):
    return function_arn.rpartition(":")[2]


def _unpack(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        file.extractall(folder)


async def _start(server):
    """Let a server listen on a free port of loopback; return the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    await server.start(listener)
    return listener.getsockname()[1]
