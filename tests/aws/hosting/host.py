"""Runs what was deployed, and nothing that was not.

The gateways and the tables are the simulator's, and functions run in AWS's own runtime.
All that they know was read from the account: zips, layers, variables, routes,
integrations, authorizers, API keys, domains, permissions, policies. A function calls
AWS's own hosts, signed and over TLS, through the one proxy that it has. What it logs is
not judged.
"""

import asyncio
import json
import socket
import ssl
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from websockets.asyncio.client import connect
from wingws_simulator.core.lambda_limits import Limits
from wingws_simulator.shell.board import Board
from wingws_simulator.shell.clock import Clock
from wingws_simulator.shell.credentials import Keyring
from wingws_simulator.shell.lambda_api import LambdaApi
from wingws_simulator.shell.tls import Certificates

from tests.aws.hosting.functions import Functions
from tests.aws.hosting.gateway import Gateway
from tests.aws.hosting.parameters import Parameters
from tests.aws.hosting.permissions import may_invoke
from tests.aws.hosting.service import Service, by_target, host_of
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
        self._parameters = Parameters(deployed, ssm)
        self._tunnel = Tunnel()

    async def __aenter__(self):
        self._board = Board()
        self._functions = Functions(self._folder)
        self.tables = Tables(self._deployed, folder=self._folder / "tables")
        self._services = (
            await self._service("dynamodb", by_target(self.tables.handle)),
            await self._service("lambda", self._lambda_api().handle),
            await self._service("ssm", by_target(self._parameters.handle)),
        )
        self._gateways = [await self._gateway(each) for each in self._deployed.apis]
        await self._tunnel.start()
        for function in self._deployed.functions:
            self._keyring.allow(function.name, function.allowed())
            self._functions.put(function, self.environment(function.name))
        return self

    async def __aexit__(self, *_):
        for gateway in self._gateways:
            await gateway.close()
        self.rows_left = self.tables.count()
        await self._functions.close()
        for service in self._services:
            await service.close()
        await self._tunnel.close()
        self.tables.close()
        self._board.close()

    def connect(self, url, **options):
        """Connect to an API's own URL, as a browser on the internet would."""
        context = ssl.create_default_context(cafile=self._certificates.authorities)
        host = urlsplit(url).hostname
        if (port := self._tunnel.ports.get(host)) is None:
            raise OSError(f"no such host: {host}")
        return connect(
            url, host="127.0.0.1", port=port, ssl=context, proxy=None, **options
        )

    def environment(self, owner=None):
        """Return the variables by which AWS's SDKs act as a function, or as root."""
        return {
            **self._keyring.of(owner).environment,
            "AWS_CA_BUNDLE": str(self._certificates.bundle),
            "AWS_REGION": self._deployed.region,
            "AWS_DEFAULT_REGION": self._deployed.region,
            "HTTPS_PROXY": self._tunnel.url,
        }

    def client(self, service):
        """Return a stock boto3 client of a service, who may do everything."""
        key = self._keyring.of(None)
        return boto3.client(
            service,
            region_name=self._deployed.region,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
            verify=str(self._certificates.bundle),
            config=Config(proxies={"https": self._tunnel.url}),
        )

    def function_named(self, beginning):
        """Return the whole name of the only function whose name begins so."""
        names = [each.name for each in self._deployed.functions]
        (name,) = (name for name in names if name.startswith(beginning))
        return name

    async def invoke_by_rule(self, rule_arn, name, event):
        """Invoke it as one of EventBridge's rules, if that may."""
        function = next(e for e in self._deployed.functions if e.name == name)
        assert may_invoke(function, rule_arn, "events.amazonaws.com")
        return await self.invoke(name, event)

    async def invoke(self, name, event):
        """Invoke a function as its own account may; return what it ends with."""
        result = asyncio.get_running_loop().create_future()
        self._functions.invoke(name, json.dumps(event), result.set_result)
        return await result

    def _lambda_api(self):
        region, account = self._deployed.region, self._deployed.account
        return LambdaApi(
            self._functions.invoke_beside,
            Clock(),
            arn_prefix=f"arn:aws:lambda:{region}:{account}:function",
            limits=Limits(),
        )

    async def _gateway(self, api):
        names = [api.host, *([api.mapping.domain] if api.mapping else [])]
        gateway = Gateway(
            api,
            self._deployed,
            invoke=self._functions.invoke,
            keyring=self._keyring,
            board=self._board,
            tls=await self._context(*names),
        )
        port = await _start(gateway)
        self._tunnel.ports.update(dict.fromkeys(names, port))
        return gateway

    async def _service(self, name, handle):
        region, host = self._deployed.region, host_of(name, self._deployed.region)
        tls = await self._context(host)
        service = Service(name, region, self._keyring, handle, tls=tls)
        self._tunnel.ports[host] = await _start(service)
        return service

    async def _context(self, *names):
        """Return what a port answers TLS with that has some names."""
        context = self._certificates.context
        choosers = [(await context(each)).sni_callback for each in names]

        def choose(*client):
            for chooser in choosers:
                chooser(*client)

        of_all = await context()
        of_all.sni_callback = choose
        return of_all


async def _start(server):
    """Let a server listen on a free port of loopback; return the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    await server.start(listener)
    return listener.getsockname()[1]
