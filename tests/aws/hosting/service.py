"""A service of AWS at its own host: who signed a request is asked what that allows."""

import inspect
import json
import time

from wingws_simulator.core.caller import AccessDenied
from wingws_simulator.core.http_message import Response
from wingws_simulator.core.sigv4 import SignatureError, verify
from wingws_simulator.shell.http import HttpServer

__all__ = ["Service", "by_target", "host_of"]

_HEADERS = (("Content-Type", "application/x-amz-json-1.0"),)


class Service:
    """Serves signed requests.

    Args:
        name: As signatures have it.
        region: As signatures have it, too.
        keyring: Who may sign.
        handle: Takes a request and its caller, whose `check` takes an action and an ARN
            and raises for who may not; returns a response, or what one is awaited by.
        tls: What its port answers with.

    Attributes:
        host: Its host name.
    """

    def __init__(self, name, region, keyring, handle, *, tls):
        self._scope = {"service": name, "region": region}
        self._keyring = keyring
        self._handle = handle
        self.host = host_of(name, region)
        self._server = HttpServer(
            self._answer, is_allowed_host=lambda host: host == self.host, tls=tls
        )

    async def start(self, listener):
        """Serve on a bound socket."""
        await self._server.start(listener)

    async def close(self):
        """Stop."""
        await self._server.close()

    async def _answer(self, request):
        secret_for, now = self._keyring.secret_for, time.time()
        try:
            key = verify(request, secret_for=secret_for, now=now, **self._scope)
            response = self._handle(request, self._keyring.caller_for(key))
            return await response if inspect.isawaitable(response) else response
        except SignatureError as exc:
            return _refusal(exc.error_type, exc.message)
        except AccessDenied as exc:
            return _refusal("AccessDeniedException", str(exc))


def by_target(handle):
    """Return how requests of AWS's JSON protocols are handled.

    Args:
        handle: Takes X-Amz-Target, a body and `authorize`, a caller's `check`; returns
            a status and a body.
    """

    def answer(request, caller):
        target = request.header("X-Amz-Target")
        status, body = handle(target, request.body, caller.check)
        return Response(status, _HEADERS, body)

    return answer


def host_of(name, region):
    """Return a service's host in a region."""
    return f"{name}.{region}.amazonaws.com"


def _refusal(type_, message):
    body = json.dumps({"__type": type_, "Message": message}).encode()
    return Response(400, _HEADERS, body)
