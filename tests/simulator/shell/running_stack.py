"""A running daemon with an API that logs, a table, and a stream that is read."""

import json
import socket
import time

from websockets.sync.client import connect

__all__ = ["HANGS", "HOUR", "MINUTE", "TRIES", "RunningStack", "expires"]

#: Logs what it is told of.
NOTES = """
import json

def handler(event, context):
    where = event["requestContext"]
    body, time = event.get("body"), where["requestTimeEpoch"]
    print(json.dumps([where["eventType"], body, time]))
    return {"statusCode": 200, "body": where["eventType"]}
"""

#: What a stream's records are, in the log.
CHANGES = """
def handler(event, context):
    for record in event["Records"]:
        print(record["eventName"], record["dynamodb"]["Keys"]["id"]["S"])
"""

#: Says so, and fails.
TRIES = "def handler(event, context):\n    print('tried')\n    1 / 0"

#: Never ends by itself.
HANGS = "import threading\ndef handler(*_): threading.Event().wait()"

MINUTE, HOUR = 60, 3600


class RunningStack:
    """An API whose handlers log what they get, and a table with a stream."""

    def __init__(self, daemon, code=NOTES):
        self.daemon = daemon
        self._api = daemon.put_api()
        address = f"127.0.0.1:{self._api['port']}/prod"
        self.url, self.callback_url = f"ws://{address}", f"http://{address}"
        for route in ("$connect", "$default", "$disconnect"):
            daemon.put_function(self._api, route.strip("$"), route, code=code)
        self.table = daemon.put_table(
            time_to_live_attribute="expires", stream="NEW_AND_OLD_IMAGES"
        )["table_name"]

    def put_changes(self, code=CHANGES):
        path = self.daemon.build("changes", code)
        self.daemon.put(
            "function",
            "changes",
            name="changes",
            stream={"table": self.table},
            memory_size=1024,
            timeout=29,
            sha256=path,
            path=path,
            captures="{}",
        )

    def send_event(self, function):
        """Let a function be invoked by an event, and wait until it has been."""
        client = self.daemon.client("lambda")
        client.invoke(FunctionName=function, InvocationType="Event", Payload=b"{}")
        self.advance(0)

    def connect(self):
        return connect(self.url, proxy=None)

    def put_function(self, name, code, **parameters):
        self.daemon.put_function(self._api, name, name, code=code, **parameters)

    def connect_raw(self):
        host, _, port = self.url.split("/")[2].partition(":")
        return socket.create_connection((host, int(port)))

    def advance(self, seconds, **options):
        return self.daemon.admin("advance", seconds=seconds, **options)

    def put_row(self, id_, **attributes):
        item = {"id": {"S": id_}, **attributes}
        self.daemon.admin("put_row", table=self.table, item=item)

    def rows(self):
        found = self.daemon.admin("scan_table", table=self.table, limit=100)
        return [item["id"]["S"] for item in found["items"]]

    def log(self, function=None):
        lines = self.daemon.admin("logs", function=function, limit=1000)["lines"]
        return [line["text"] for line in lines if "INIT_START" not in line["text"]]

    def told(self):
        """Return the types of events that the API's handlers got, in their order."""
        return [event_type for event_type, _, _ in self._said()]

    def bodies(self):
        """Return the messages that they got."""
        return [body for _, body, _ in self._said() if body is not None]

    def times(self):
        """Return the `requestTimeEpoch` of what they got."""
        return [time for _, _, time in self._said()]

    def _said(self):
        return [json.loads(line) for line in self.log() if line.startswith("[")]


def expires(seconds):
    """The attribute of an item that expires so much later, as a handler counts."""
    return {"expires": {"N": str(int(time.time()) + seconds)}}
