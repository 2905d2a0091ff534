"""AWS as handlers of the corpus see it: pushes are kept, tables are the simulator's."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import unquote

from wingws_simulator.dynamodb import DynamoDB, TableSpec
from wingws_simulator.dynamodb.access import allow_all
from wingws_simulator.shell.parameters import Parameters

REGION = "us-east-1"


class Server:
    """An HTTP server in a thread of its own.

    Args:
        handler: the class that answers requests.
    """

    def __init__(self, handler):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = Thread(target=self._server.serve_forever, args=[0.01])
        self._thread.start()
        self.address = f"127.0.0.1:{self._server.server_port}"

    def close(self):
        """Answer nobody any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Cloud:
    """The services of one deployment.

    Attributes:
        pushes: (connection id, text) of what was pushed and not taken yet.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._lock = Lock()
        self._dynamodb = None
        self._count = 0
        self.pushes = []
        self._parameters = Parameters("arn:aws:ssm:us-east-1:000000000000:parameter")
        self._server = Server(self._handler())

    def reset(self, deployment):
        """Begin anew, with the tables and secrets of a deployment."""
        self.close_tables()
        self._count += 1
        self._dynamodb = DynamoDB(
            self._folder / str(self._count),
            region=REGION,
            account_id="000000000000",
            clock=lambda: 0.0,
        )
        for hash_key, attributes in deployment["tables"]:
            spec = TableSpec(
                name="rows",
                hash_key=hash_key,
                range_key=None,
                attribute_definitions=attributes,
            )
            self._dynamodb.put_table(spec)
        for function in deployment["functions"]:
            self._parameters.put(
                function["route_key"], function["parameters"], function["secrets"]
            )
        self.pushes.clear()

    def variables(self, function):
        """Return the environment of a deployed function."""
        endpoint = f"http://{self._server.address}"
        # 20001 is the port of every API that the recording knows.
        captures = function["captures"].replace("http://127.0.0.1:20001", endpoint)
        return {
            "AWS_ACCESS_KEY_ID": "-",
            "AWS_SECRET_ACCESS_KEY": "-",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_ENDPOINT_URL_DYNAMODB": endpoint,
            "AWS_ENDPOINT_URL_SSM": endpoint,
            "WINGWS": captures,
        }

    def take_pushes(self):
        """Return what was pushed since the last time."""
        taken = list(self.pushes)
        self.pushes.clear()
        return taken

    def close(self):
        """End the services."""
        self._server.close()
        self.close_tables()

    def close_tables(self):
        """Let go of the tables' file."""
        if self._dynamodb:
            self._dynamodb.close()

    def _answer(self, path, target, body):
        if "/@connections/" in path:
            connection_id = unquote(path.rpartition("/")[2])
            self.pushes.append((connection_id, body.decode()))
            return 200, b""
        if target.startswith("DynamoDB"):
            return self._dynamodb.handle(target, body)
        response = self._parameters.handle(target, body, authorize=allow_all)
        return response.status, response.body

    def _handler(self):
        cloud = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = self.headers.get("X-Amz-Target", "")
                with cloud._lock:
                    status, answer = cloud._answer(self.path, target, body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        return Handler
