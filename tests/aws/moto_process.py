"""moto on a free port of loopback, which is printed when it listens.

Its own command takes no port 0, and its functions' code can't be downloaded from where
GetFunction says; here it is below /code. https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

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
    """All services, as one WSGI application."""

    def __init__(self):
        self._services = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        path, _, name = environ["PATH_INFO"].rpartition("/")
        if path != "/code":
            return self._services(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/zip")])
        regions = lambda_backends[DEFAULT_ACCOUNT_ID].values()
        functions = (each for region in regions for each in region.list_functions())
        return [
            next(each.code_bytes for each in functions if each.function_name == name)
        ]


if __name__ == "__main__":
    server = make_server(
        "127.0.0.1",
        0,
        Moto(),
        threaded=True,
        request_handler=QuietHandler,
    )
    print(server.port, flush=True)
    server.serve_forever()
