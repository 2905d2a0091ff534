"""moto on a free port of loopback, which is printed when it listens.

Its own command takes no port 0. https://docs.getmoto.org/en/latest/docs/server_mode.html
"""

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


if __name__ == "__main__":
    server = make_server(
        "127.0.0.1",
        0,
        DomainDispatcherApplication(create_backend_app),
        threaded=True,
        request_handler=QuietHandler,
    )
    print(server.port, flush=True)
    server.serve_forever()
