"""Options of functions that a simulator keeps as Lambda does."""

import json

from websockets.sync.client import connect

VARIABLES = """
import os, time

def handler(event, context):
    names = event["body"].split()
    body = " ".join([time.tzname[0], *(os.environ[name] for name in names)])
    return {"statusCode": 200, "body": body}
"""


def answer(api, text):
    """Return what a client gets for a message."""
    with connect(f"ws://127.0.0.1:{api['port']}/prod") as client:
        client.send(text)
        return client.recv()


def test_a_handler_finds_its_variables(daemon):
    """Its own, also where Lambda has others that are not reserved; no other wiring."""
    api = daemon.put_api()
    variables = {"LEVEL": "info", "TZ": "Asia/Tokyo", "AWS_CA_BUNDLE": "/mine"}
    daemon.put_function(*(api, "f", "$default"), code=VARIABLES, environment=variables)
    zone, level, authorities = answer(api, "LEVEL AWS_CA_BUNDLE").split()

    assert (zone, level) == ("JST", "info")
    assert authorities.endswith(".pem")
    daemon.put_function(
        *(api, "f", "$default"), code=None, environment={"LEVEL": "debug"}
    )
    assert answer(api, "LEVEL") == "UTC debug"


def test_a_stopped_function_is_throttled(daemon):
    """Its client gets API Gateway's frame for a function that could not be invoked."""
    api = daemon.put_api()
    where = (api, "f", "$default")
    daemon.put_function(*where, code=VARIABLES, reserved_concurrency=0)

    assert json.loads(answer(api, ""))["message"] == "Internal server error"
    daemon.put_function(*where, code=None, reserved_concurrency=1)
    assert answer(api, "") == "UTC"
