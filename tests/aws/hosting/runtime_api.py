"""Lambda's Runtime API: what a runtime asks for events, and gives its answers to.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import asyncio
import json
import socket
import time
import uuid

from wingws_simulator.core.http_message import Response
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.settings import Settings
from wingws_simulator.shell.http import HttpServer

__all__ = ["RuntimeApi"]

_PREFIX = "/2018-06-01/runtime/"
_ACCEPTED = Response(202, (("Content-Type", "application/json"),), b"{}")

# A runtime tells X-Ray of an error in a header of up to a megabyte.
_SETTINGS = Settings(head_size=2 * 1024 * 1024)


class RuntimeApi:
    """Serves one execution environment.

    Args:
        arn: Of the function.
        timeout: Seconds that it has for an event.

    Attributes:
        begun: The future of what it began with: None when it first asks for an event, a
            failure if the function cannot be imported.
    """

    def __init__(self, arn, timeout):
        self._arn = arn
        self._timeout = timeout
        self._events = asyncio.Queue()
        self._server = HttpServer(self._answer, _SETTINGS)
        self.begun = asyncio.get_running_loop().create_future()

    async def start(self):
        """Listen on a free port of loopback; return the address."""
        listener = socket.create_server(("127.0.0.1", 0))
        await self._server.start(listener)
        return f"127.0.0.1:{listener.getsockname()[1]}"

    async def close(self):
        """Answer nothing any more."""
        await self._server.close()

    def put(self, event):
        """Have an event handled; return the future of what it ends with."""
        self._result = asyncio.get_running_loop().create_future()
        self._events.put_nowait(event)
        return self._result

    async def _answer(self, request):
        match request.path.removeprefix(_PREFIX).split("/"):
            case ["invocation", "next"]:
                return await self._next()
            case ["invocation", _, "response"]:
                _end(self._result, Returned(json.loads(request.body)))
            case ["invocation", _, "error"]:
                _end(self._result, _failed(request))
            case ["init", "error"]:
                _end(self.begun, _failed(request))
            case _:
                return Response(404)
        return _ACCEPTED

    async def _next(self):
        _end(self.begun, None)
        event = await self._events.get()
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self._timeout) * 1e3)),
            "Lambda-Runtime-Invoked-Function-Arn": self._arn,
        }
        return Response(200, tuple(headers.items()), event.encode())


def _end(future, result):
    if not future.done():
        future.set_result(result)


def _failed(request):
    error = json.loads(request.body)
    return Failed(error["errorType"], error["errorMessage"])
