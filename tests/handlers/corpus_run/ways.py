"""The ways to run an artifact: they give ``{"result": …}`` or ``{"error": "T: text"}``.

A way's ``start`` returns an environment of a function, with ``invoke`` and ``close``.
"""

import asyncio
import importlib.util
import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue

from wingws_simulator.core.lambda_result import Returned
from wingws_simulator.shell.functions import FunctionConfig, Functions

from .cloud import Server
from .forker import Forker

CLEAN = ("-I", "-S", "-B")
IN_LAMBDA = (
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "s3transfer",
    "six",
    "urllib3",
)
LAMBDA_CLIENT = ("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py")


def make_layer(folder, names=IN_LAMBDA):
    """Make a folder that has some installed packages and no others."""
    folder.mkdir()
    for name in names:
        origin = Path(importlib.util.find_spec(name).origin)
        found = origin.parent if origin.name == "__init__.py" else origin
        (folder / found.name).symlink_to(found)
    return folder


class CleanInterpreter:
    """Python, boto3 and the artifact; nothing else can be imported."""

    def __init__(self, folder):
        layer = make_layer(folder / "boto3")
        self._forker = Forker(
            "clean_interpreter.py", str(layer), log=folder / "clean.log", flags=CLEAN
        )

    def start(self, build, variables):
        stream = self._forker.connect()
        stream.send({"build": str(build), "variables": variables})
        return _Streamed(stream)

    def close(self):
        self._forker.close()


class _Streamed:
    def __init__(self, stream):
        self._stream = stream
        self.close = stream.close

    def invoke(self, event):
        self._stream.send(event)
        return self._stream.receive()


class Simulator:
    """The simulator's Lambda service, with its one parent process."""

    def __init__(self, folder):
        self._runner = asyncio.Runner()
        self._functions = Functions(logs=folder / "logs", variables={})
        self._count = 0

    def start(self, build, variables):
        self._count += 1
        name = f"f{self._count}"
        arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
        config = FunctionConfig(name, build, arn, environment=variables)
        self._runner.run(self._put(config))
        return _Simulated(self._runner, self._functions, name)

    async def _put(self, config):
        self._functions.put(config)

    def close(self):
        self._runner.run(self._functions.close())
        self._runner.close()


class _Simulated:
    def __init__(self, runner, functions, name):
        self._runner, self._functions, self._name = runner, functions, name

    def invoke(self, event):
        result = self._runner.run(self._ask(json.dumps(event)))
        if isinstance(result, Returned):
            return {"result": result.payload}
        return {"error": f"{result.error_type}: {result.message}"}

    async def _ask(self, event):
        result = asyncio.get_running_loop().create_future()
        self._functions.invoke(self._name, event, result.set_result)
        return await result

    def close(self):
        self._runner.run(self._delete())

    async def _delete(self):
        self._functions.delete(self._name)


class Lambda:
    """AWS's runtime interface client, and a Runtime API for it to ask."""

    def __init__(self, folder):
        layer = make_layer(folder / "lambda", IN_LAMBDA + LAMBDA_CLIENT)
        self._forker = Forker(
            "lambda_runtime.py", str(layer), log=folder / "lambda.log", flags=CLEAN
        )

    def start(self, build, variables):
        api = RuntimeApi()
        stream = self._forker.connect()
        own = {
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "f",
            "LAMBDA_TASK_ROOT": str(build),
            "LANG": "en_US.UTF-8",
        }
        stream.send({"build": str(build), "variables": {**variables, **own}})
        return _InLambda(api, stream)

    def close(self):
        self._forker.close()


class _InLambda:
    def __init__(self, api, stream):
        self._api, self._stream = api, stream

    def invoke(self, event):
        return self._api.invoke(event)

    def close(self):
        self._api.close()
        self._stream.receive()  # nothing: the process has gone
        self._stream.close()


class RuntimeApi:
    """Lambda's Runtime API for one environment.

    https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
    """

    def __init__(self):
        self._events = SimpleQueue()
        self._answers = SimpleQueue()
        self._failure = None
        self._server = Server(self._handler())
        self.address = self._server.address

    def invoke(self, event):
        """Give the environment an event, and return its answer."""
        if self._failure is None:
            self._events.put(event)
            is_init, answer = self._answers.get(timeout=15)
            if not is_init:
                return answer
            self._failure = answer
        return self._failure

    def close(self):
        """End the environment."""
        self._events.put(None)
        self._server.close()

    def _handler(self):
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                assert self.path == "/2018-06-01/runtime/invocation/next"
                event = api._events.get()
                if event is None:
                    self._send(500, b"{}")
                    return
                self._send(
                    200,
                    json.dumps(event).encode(),
                    Content_Type="application/json",  # the client crashes without it
                    Lambda_Runtime_Aws_Request_Id="request-1",
                    Lambda_Runtime_Deadline_Ms="4102444800000",
                    Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:f",
                )

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                document = json.loads(self.rfile.read(length))
                self._send(202, b"{}")
                if self.path.endswith("/response"):
                    answer = {"result": document}
                else:
                    error = f"{document['errorType']}: {document['errorMessage']}"
                    answer = {"error": error}
                api._answers.put((self.path.endswith("/init/error"), answer))

            def _send(self, status, body, **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
