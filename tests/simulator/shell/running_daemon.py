"""A daemon in a process of its own, as `pulumi up` starts it."""

import http.client
import json
import os
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

import boto3
from botocore.config import Config


class RunningDaemon:
    """A daemon that serves stack `dev` of a folder."""

    def __init__(self, root, **settings):
        self.root = root
        self.folder = root / ".wingws" / "stacks" / "dev"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings = {
            "root": str(root),
            "stack": "dev",
            "id": "me",
            "port": None,
            "version": "1.0",
            "protocol": 1,
            **settings,
        }
        self.process = None

    def start(self):
        """Start it and return what it announces."""
        read, write = os.pipe()
        self.start_writing_to(write)
        with os.fdopen(read) as pipe:
            return json.loads(pipe.readline())

    def start_writing_to(self, descriptor):
        """Start it, and leave its announcement to who reads from a descriptor."""
        settings = json.dumps(self.settings)
        with (self.folder / "daemon.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "wingws_simulator", settings],
                stdout=descriptor,
                stderr=log,
                env={"PATH": os.environ["PATH"]},
            )
        os.close(descriptor)

    def stop(self):
        """End it, if it still runs."""
        self.process.terminate()
        self.process.wait()

    @property
    def file(self):
        """The content of daemon.json."""
        return json.loads((self.folder / "daemon.json").read_text())

    @property
    def port(self):
        return self.file["port"]

    @property
    def descriptors(self):
        """How many files and sockets it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def request(self, method, path, body=b"", *, port=None, **headers):
        """Ask over HTTP; returns the status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port)
        with closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read()

    def admin(self, verb, **body):
        """Ask the admin API, with the token; returns the answer."""
        token = f"Bearer {self.file['token']}"
        status, answer = self.request(
            "POST", f"/admin/{verb}", json.dumps(body), Authorization=token
        )
        assert status == 200, answer
        return json.loads(answer)

    @contextmanager
    def watch(self, after=None, *, rate=None, receive_buffer=None):
        """Watch what happens; yields an iterator of events, without the ticks.

        Args:
            after: number of the event to go on after.
            rate: how many events a second to show; all if None.
            receive_buffer: how much the kernel keeps for who does not read.
        """
        with socket.socket() as client:
            if receive_buffer is not None:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            client.connect(("127.0.0.1", self.port))
            connection = http.client.HTTPConnection("127.0.0.1")
            connection.sock = client
            connection.request(
                "POST",
                "/admin/watch",
                json.dumps({"after": after, "rate": rate}),
                {"Authorization": f"Bearer {self.file['token']}"},
            )
            response = connection.getresponse()
            assert response.status == 200
            assert response.getheader("Content-Type") == "application/x-ndjson"
            with response:
                # It has begun when the first line is there.
                lines = chain([response.readline()], iter(response.readline, b""))
                events = map(json.loads, lines)
                yield (event for event in events if event["type"] != "tick")

    def put(self, kind, key, *, kept=None, **spec):
        """Put a resource; returns its outputs."""
        spec = {"kind": kind, "stack": "dev", "key": key, **spec}
        body = {
            "kind": kind,
            "key": key,
            "spec": spec,
            "digest": "",
            "kept": kept or {},
        }
        return self.admin("put", **body)

    def put_api(self, key="api", **kept):
        """Put a deployed API without routes."""
        api = self.put(
            "api",
            key,
            kept=kept,
            api_name=key,
            stage_name="prod",
            route_selection_expression="$request.body.action",
        )
        self.put(
            "stage",
            f"stage of {key}",
            api=api["api_id"],
            stage_name="prod",
            throttle_burst=5000,
            throttle_rate=10000,
        )
        return api

    def put_function(
        self, api, name, route_key, *, code, captures="{}", needs=None, **parameters
    ):
        """Put a function that replies, with its route; `code` None builds nothing.

        Args:
            captures: its environment variable.
            needs: more of the route.
            parameters: more of its manifest, as `parameters` and `secrets`, by name.
        """
        if code is not None:
            self.build(name, code)
        self.put(
            "function",
            name,
            name=name,
            api=api["api_id"],
            routes=[{"route_key": route_key, "reply": True, **(needs or {})}],
            memory_size=1024,
            sha256=name,
            path=f"builds/{name}",
            captures=captures,
            **{"timeout": 29, **parameters},
        )

    def build(self, name, code):
        """Make a build, and return its path."""
        folder = self.root / "builds" / name
        folder.mkdir(parents=True)
        (folder / "index.py").write_text(code)
        return f"builds/{name}"

    def put_table(self, name="Table", **spec):
        """Put a table with the hash key `id`, a string."""
        return self.put(
            *("table", name),
            name=name,
            hash_key="id",
            attribute_definitions={"id": "S"},
            **spec,
        )

    def client(self, service, *, parameter_validation=True, **options):
        """A stock boto3 client with the credentials for the user's scripts."""
        variables = self.admin("credentials")
        known = {
            "endpoint_url": variables.get(f"AWS_ENDPOINT_URL_{service.upper()}"),
            "aws_access_key_id": variables["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": variables["AWS_SECRET_ACCESS_KEY"],
        }
        return boto3.client(
            service,
            region_name=variables["AWS_REGION"],
            config=Config(
                retries={"total_max_attempts": 1},
                parameter_validation=parameter_validation,
            ),
            **{**known, **options},
        )
