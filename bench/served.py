"""The servers that ``bench/simulator.py`` measures, each in a process of its own."""

import hashlib
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONNECT = """\
from wingws_runtime import entry


def on_connect(connection_id):
    pass


handler = entry(on_connect, kind="connect")
"""

# `id` is answered with the connection's id, a list of ids is a broadcast to them, or a
# loop with `one by one` before it. `all` is a loop over those of the table: `join` puts
# a connection there, and `forget` leaves none.
MESSAGE = """\
import json

from wingws_runtime import DynamodbTable, WebSocket, entry

chat = WebSocket("Chat")
rows = DynamodbTable("Rows")


def on_message(connection_id, body):
    if body.startswith("["):
        chat.broadcast("news", to=json.loads(body))
    elif body.startswith("one by one"):
        for other in json.loads(body.removeprefix("one by one")):
            chat.send_message(other, "news")
    elif body == "all":
        for row in rows.scan():
            chat.send_message(row["id"], "news")
    elif body == "join":
        rows.put_item(item={"id": connection_id})
        chat.send_message(connection_id, "joined")
    elif body == "forget":
        for row in rows.scan():
            rows.delete_item(key=row)
        chat.send_message(connection_id, "forgotten")
    else:
        chat.send_message(connection_id, connection_id if body == "id" else body)


handler = entry(on_message, kind="message")
"""

# AWS's quotas of an account would be all that is measured.
NO_QUOTAS = {
    "account_connection_rate": 1e9,
    "account_connection_burst": 10**9,
    "account_request_rate": 1e9,
    "account_request_burst": 10**9,
}


@dataclass(frozen=True)
class Server:
    """A server that runs: where it answers, its process, and its files.

    The simulator's knows how to put a message handler of another text as well, and how
    to change faults.
    """

    url: str
    process: "subprocess.Popen[bytes]"
    folder: Path = Path(os.devnull)
    swap: Callable[[str], None] = print
    fault: Callable[..., None] = print

    @property
    def console(self) -> str:
        """Address of the simulator's console."""
        folder = self.folder / ".wingws/stacks/dev"
        daemon = json.loads((folder / "daemon.json").read_text())
        return f"http://127.0.0.1:{daemon['port']}/console/#token={daemon['token']}"

    @property
    def memory(self) -> int:
        """How many MiB of memory the process has."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) // 1024

    @property
    def disk(self) -> int:
        """How many KiB of files it has made."""
        files = [each for each in self.folder.rglob("*") if each.is_file()]
        return sum(file.stat().st_size for file in files) // 1024


@contextmanager
def bare() -> Iterator[Server]:
    """Run the server that is nothing but `websockets`."""
    argv = [sys.executable, str(Path(__file__).with_name("bare.py"))]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout
        port = int(process.stdout.readline())
        try:
            yield Server(f"ws://127.0.0.1:{port}/", process)
        finally:
            process.terminate()


@contextmanager
def simulator(root: Path) -> Iterator[Server]:
    """Run a simulator whose handler echoes with `send_message`."""
    (root / ".wingws/stacks/dev").mkdir(parents=True)
    settings = {
        "root": str(root),
        "stack": "dev",
        "id": "bench",
        "port": None,
        "version": "bench",
        "protocol": 1,
        "options": NO_QUOTAS,
    }
    argv = [sys.executable, "-P", "-m", "wingws_simulator", json.dumps(settings)]
    environment = {"PATH": os.environ["PATH"], "HOME": str(root)}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        try:
            process.stdout.readline()  # it has started
            deployment = Deployment(root)
            yield Server(
                deployment.url, process, root, deployment.swap, deployment.fault
            )
        finally:
            process.terminate()


class Deployment:
    """An API with its handlers, put as `pulumi up` does.

    Attributes:
        url: The API's.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        daemon = json.loads((root / ".wingws/stacks/dev/daemon.json").read_text())
        self._daemon = daemon
        self._api = _put(
            daemon,
            "api",
            api_name="bench",
            stage_name="prod",
            route_selection_expression="$request.body.action",
        )
        self._endpoint = f"http://127.0.0.1:{self._api['port']}/prod"
        self.url = self._endpoint.replace("http", "ws")
        self._rows = _put(
            daemon,
            "table",
            name="Rows",
            hash_key="id",
            attribute_definitions={"id": "S"},
        )
        self._put_function("connect", "$connect", CONNECT)
        self._put_function("message", "$default", MESSAGE)
        _put(
            daemon,
            "stage",
            api=self._api["api_id"],
            stage_name="prod",
            throttle_burst=10**9,
            throttle_rate=1e9,
        )

    def swap(self, version: str) -> None:
        """Put a message handler that differs, and does the same."""
        self._put_function("message", "$default", f"{MESSAGE}# {version}\n")

    def fault(self, **faults: float) -> None:
        """Let something go wrong."""
        _ask(self._daemon, "faults", {"faults": faults})

    def _put_function(self, name: str, route_key: str, code: str) -> None:
        path = f"build/{hashlib.sha256(code.encode()).hexdigest()}"
        (self._root / path).mkdir(parents=True)
        (self._root / path / "index.py").write_text(code)
        captures = {
            "websockets": {"Chat": {"endpoint": self._endpoint}},
            "tables": {"Rows": {"name": self._rows["table_name"]}},
        }
        allowed = {
            "execute-api:ManageConnections": f"{self._api['execution_arn']}/*",
            "dynamodb:*": self._rows["arn"],
        }
        statements = [
            {"Effect": "Allow", "Action": action, "Resource": resource}
            for action, resource in allowed.items()
        ]
        _put(
            self._daemon,
            "function",
            name=name,
            api=self._api["api_id"],
            routes=[{"route_key": route_key, "reply": False}],
            memory_size=1024,
            timeout=29,
            sha256=path,
            path=path,
            captures=json.dumps(captures),
            statements=statements,
        )


def _put(daemon: dict[str, object], kind: str, **spec: object) -> dict[str, object]:
    key = str(spec.get("name", kind))
    spec = {"kind": kind, "stack": "dev", "key": key, **spec}
    body = {"kind": kind, "key": key, "spec": spec, "digest": "", "kept": {}}
    return _ask(daemon, "put", body)


def _ask(
    daemon: dict[str, object], verb: str, body: dict[str, object]
) -> dict[str, object]:
    connection = http.client.HTTPConnection("127.0.0.1", daemon["port"])
    headers = {"Authorization": f"Bearer {daemon['token']}"}
    connection.request("POST", f"/admin/{verb}", json.dumps(body), headers)
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    assert response.status == 200, answer
    return answer
