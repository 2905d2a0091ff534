#> "{\"id\": 1, \"method\": \"math.add\", \"params\": [1, 2]}" -> {"id": 1, "result": 3}
#> "{\"id\": 2, \"method\": \"text.upper\", \"params\": {\"text\": \"a\"}}" -> {"id": 2, "result": "A"}
#> "{\"id\": 3, \"method\": \"text.missing\"}" -> {"id": 3, "error": {"code": -32601, "message": "no method text.missing"}}
#> "{\"id\": 4, \"method\": \"math.add\", \"params\": [1]}" -> {"id": 4, "error": {"code": -32602, "message": "add takes a, b"}}
"""Methods found by inspection of service classes; errors as a small tree."""

import inspect
import json

from pulumi_wingws import WebSocket


class RpcError(Exception):
    code = -32603


class NoMethod(RpcError):
    code = -32601


class BadParams(RpcError):
    code = -32602


class Service:
    prefix: str = ""

    def methods(self):
        for name, method in inspect.getmembers(self, inspect.ismethod):
            if not name.startswith("_") and name != "methods":
                yield f"{self.prefix}.{name}", method


class Math(Service):
    prefix = "math"

    def add(self, a, b):
        return a + b


class Text(Service):
    prefix = "text"

    def upper(self, text):
        return text.upper()


METHODS = {name: method for service in (Math(), Text()) for name, method in service.methods()}
rpc = WebSocket("Rpc")


def call(name, params):
    if name not in METHODS:
        raise NoMethod(f"no method {name}")
    method = METHODS[name]
    args, kwargs = (params, {}) if isinstance(params, list) else ([], params)
    signature = inspect.signature(method)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        names = ", ".join(signature.parameters)
        raise BadParams(f"{method.__name__} takes {names}") from None
    return method(*args, **kwargs)


@rpc.on_message(reply=True)
def on_message(connection_id, body):
    request = json.loads(body)
    try:
        return {"id": request["id"], "result": call(request["method"], request.get("params", []))}
    except RpcError as exc:
        return {"id": request["id"], "error": {"code": exc.code, "message": str(exc)}}
