"""What stock boto3 finds tables in: moto in a process, and the simulator's service."""

import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from wingws_simulator.dynamodb import DynamoDB

from tests.aws.cloud import Cloud


@contextmanager
def moto(_folder):
    """Run moto; give its URL."""
    cloud = Cloud()
    yield cloud.url
    cloud.close()


@contextmanager
def simulator(folder):
    """Serve the simulator's tables; give the URL."""
    service = DynamoDB(
        folder, region="us-east-1", account_id="000000000000", clock=time.time
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.service, server.lock = service, Lock()
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    service.close()


SERVICES = {"moto": moto, "simulator": simulator}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            status, answer = self.server.service.handle(
                self.headers["X-Amz-Target"], body
            )
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass
