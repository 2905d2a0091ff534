"""What importing the runtime costs."""

import subprocess
import sys
from pathlib import Path

import wingws_runtime


def test_import_is_cheap():
    """It is imported without what takes the most time, and what few handlers need."""
    program = "import sys, wingws_runtime; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    modules = set(result.stdout.split())
    assert not {"asyncio", "boto3", "botocore", "random"} & modules
    late = ("transactions", "registry", "roster", "room", "user", "registration")
    assert not {f"wingws_runtime.{name}" for name in late} & modules


def test_a_handler_that_sends_imports_little():
    """One that is called and sends does so without what takes the most time."""
    program = (
        "import os, sys\n"
        "from wingws_runtime import WebSocket, entry\n"
        "import json\n"
        "chats = {'C': {'endpoint': 'http://h/p'}}\n"
        "os.environ['WINGWS'] = json.dumps({'websockets': chats})\n"
        "os.environ.update(AWS_ACCESS_KEY_ID='a', AWS_SECRET_ACCESS_KEY='b', "
        "AWS_REGION='c')\n"
        "class Channel:\n"
        "    def call(self, *call): return 200, b''\n"
        "sys.modules['wingws_channel'] = Channel()\n"
        "def on_message(id_, body): assert WebSocket('C').send_message(id_, body)\n"
        "handler = entry(on_message, kind='message')\n"
        "import wingws_runtime.signed_channel\n"
        "event = {'requestContext': {'connectionId': 'i'}, 'body': 'b'}\n"
        "assert handler(event, None) == {'statusCode': 200}\n"
        "print(*sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(wingws_runtime.__file__).parent.parent)},
    )
    late = {"asyncio", "boto3", "dataclasses", "email", "http.client", "inspect"}
    assert not late & set(result.stdout.split())


def test_what_is_late_is_there():
    """Every name that the runtime offers is one, also those that are imported late."""
    program = "from wingws_runtime import *; print(Put.__name__)"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "Put\n"
