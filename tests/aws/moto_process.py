"""moto on a free port of loopback, which is printed when it listens.

Its own command takes no port 0, and it lacks what AWS has: GetRouteResponses, and the
places where GetFunction and GetLayerVersion say that code is. https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

import json
import os

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.awslambda.models import lambda_backends
from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.serving import WSGIRequestHandler, make_server

__all__: list[str] = []


class QuietHandler(WSGIRequestHandler):
    """Logs no requests, which nobody would read."""

    protocol_version = "HTTP/1.1"  # keeps connections, as AWS does

    def log_request(self, *_):
        pass


class Moto:
    """All services, as one WSGI application, and below three paths what it lacks."""

    def __init__(self):
        self._services = DomainDispatcherApplication(create_backend_app)
        self._lacking = {
            "/code": _code,
            "/layers": _layer,
            "/route-responses": _route_responses,
        }

    def __call__(self, environ, start_response):
        path, _, name = environ["PATH_INFO"].rpartition("/")
        if path not in self._lacking:
            return self._services(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [self._lacking[path](name)]


def _code(name):
    """Return the zip of a function."""
    regions = lambda_backends[DEFAULT_ACCOUNT_ID].values()
    functions = (each for region in regions for each in region.list_functions())
    return next(each.code_bytes for each in functions if each.function_name == name)


def _layer(arn):
    """Return the zip of a layer's version."""
    backend = lambda_backends[DEFAULT_ACCOUNT_ID][arn.split(":")[3]]
    return backend.layers_versions_by_arn(arn).code_bytes


def _route_responses(api_id):
    """Return which routes of an API have a response, as JSON."""
    regions = apigatewayv2_backends[DEFAULT_ACCOUNT_ID].values()
    api = next(region.apis[api_id] for region in regions if api_id in region.apis)
    routes = [each.route_id for each in api.routes.values() if each.route_responses]
    return json.dumps(routes).encode()


if __name__ == "__main__":
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # AWS's own, as they are
    server = make_server(
        "127.0.0.1",
        0,
        Moto(),
        threaded=True,
        request_handler=QuietHandler,
    )
    print(server.port, flush=True)
    server.serve_forever()
