"""How long a cold start takes that sends one message, next to boto3: ``make bench``.

Both handlers run as Lambda would start them: a fresh interpreter, which has imported
Lambda's own runtime, imports `index.py`, which no earlier start has left compiled, and
handles one event. They send over TLS to a simulator, and trust what botocore does, and
the simulator's authority. boto3 itself is compiled, as it is in Lambda.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from served import simulator
from websockets.sync.client import connect

from pulumi_wingws.handlers.runtime_files import runtime_files

ROUNDS = 15
GOAL = 0.3

OURS = """\
from wingws_runtime import WebSocket, entry

chat = WebSocket("Chat")


def on_message(connection_id, body):
    assert chat.send_message(connection_id, body)


handler = entry(on_message, kind="message")
"""

THEIRS = """\
import boto3

client = None


def handler(event, context):
    global client
    where = event["requestContext"]
    endpoint = f"https://{where['domainName']}/{where['stage']}"
    client = client or boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
    data = event["body"].encode()
    client.post_to_connection(ConnectionId=where["connectionId"], Data=data)
    return {"statusCode": 200}
"""

START = """\
import json, sys, time
import awslambdaric.bootstrap, awslambdaric.lambda_runtime_client
event = json.loads(sys.argv[1])
began = time.perf_counter()
import index
imported = time.perf_counter()
index.handler(event, None)
ended = time.perf_counter()
print(json.dumps([imported - began, ended - began]))
"""


def main() -> None:
    """Measure, and print one line for each way."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with simulator(root / "simulator") as server, connect(server.url) as client:
            client.send("id")
            event = _event(server.url, str(client.recv()))
            variables = _variables(root / "simulator", event)
            artifacts = _artifacts(root)
            times: dict[str, list[list[float]]] = {name: [] for name in artifacts}
            for _ in range(ROUNDS):
                for name, artifact in artifacts.items():
                    times[name].append(_start(artifact, event, variables))
    medians = {
        name: [median(one) for one in zip(*t, strict=True)] for name, t in times.items()
    }
    for name, (imported, sent) in medians.items():
        _print(
            f"{name:14} imported {imported * 1e3:6.1f} ms, sent {sent * 1e3:6.1f} ms"
        )
    ratio = medians["wingws_runtime"][1] / medians["boto3"][1]
    _print(f"cold start that sends, of boto3's: {ratio:.2f}  goal {GOAL:.2f}")


def _artifacts(root: Path) -> dict[str, Path]:
    made = {"boto3": root / "theirs", "wingws_runtime": root / "ours"}
    for name, code in (("boto3", THEIRS), ("wingws_runtime", OURS)):
        made[name].mkdir()
        (made[name] / "index.py").write_text(code)
    for path, content in runtime_files().items():
        file = made["wingws_runtime"] / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return made


def _event(url: str, connection_id: str) -> dict[str, object]:
    host, _, stage = url.removeprefix("ws://").partition("/")
    context = {"connectionId": connection_id, "domainName": host, "stage": stage}
    return {"requestContext": context, "body": "hello", "isBase64Encoded": False}


def _variables(root: Path, event: dict[str, object]) -> dict[str, str]:
    """Return what Lambda would set, for the account's root."""
    folder = root / ".wingws/stacks/dev"
    daemon = json.loads((folder / "daemon.json").read_text())
    connection = http.client.HTTPConnection("127.0.0.1", daemon["port"])
    token = {"Authorization": f"Bearer {daemon['token']}"}
    connection.request("POST", "/admin/credentials", "{}", token)
    variables: dict[str, str] = json.loads(connection.getresponse().read())
    connection.close()
    where = event["requestContext"]
    assert isinstance(where, dict)
    endpoint = f"https://{where['domainName']}/{where['stage']}"
    return {
        **variables,
        "AWS_CA_BUNDLE": str(folder / "tls" / "bundle.pem"),
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "WINGWS": json.dumps({"websockets": {"Chat": {"endpoint": endpoint}}}),
    }


def _start(
    artifact: Path, event: dict[str, object], variables: dict[str, str]
) -> list[float]:
    environment = {**variables, "PYTHONPATH": str(artifact)}
    argv = [sys.executable, "-c", START, json.dumps(event)]
    output = subprocess.check_output(argv, env=environment, cwd=artifact)
    times: list[float] = json.loads(output)
    return times


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
