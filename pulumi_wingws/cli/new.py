"""``wingws new``: a project to start from, which runs at once."""

import argparse
import re
import sys
from pathlib import Path

from pulumi_wingws.errors import ConfigurationError

from .stacks import Commands

__all__ = ["FILES", "add_new"]

_PROGRAM = """\
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

connections = DynamodbTable(
    "WebSocketTable",
    hash_key="connectionId",
    attribute_definitions={"connectionId": "S"},
)
chat = WebSocket("MyWebSocket")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    connections.put_item(item={"connectionId": connection_id})

@chat.on_disconnect
def on_disconnect(connection_id: str) -> None:
    connections.delete_item(key={"connectionId": connection_id})

@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    for item in connections.scan():
        chat.send_message(item["connectionId"], body)

pulumi.export("url", chat.url)
"""

_TESTS = """\
def test_a_message_reaches_everybody(wingws):
    with wingws.connect() as a, wingws.connect() as b:
        a.send("hi")

        assert a.receive() == "hi"
        assert b.receive() == "hi"
        assert wingws.table("WebSocketTable").count == 2


def test_who_leaves_is_forgotten(wingws):
    with wingws.connect():
        pass

    assert wingws.table("WebSocketTable").count == 0
"""

#: What is written, by path; NAME is the project's.
FILES = {
    "__main__.py": _PROGRAM,
    "Pulumi.yaml": "name: NAME\nruntime: python\n",
    "Pulumi.dev.yaml": "config:\n  NAME:target: sim\n",
    "requirements.txt": "pulumi-wingws\npytest\n",
    "test_chat.py": _TESTS,
    ".gitignore": ".env\n.venv/\n.wingws/\n__pycache__/\n",
}

# https://www.pulumi.com/docs/iac/concepts/projects/project-file/
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")


def add_new(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "new", help="write a chat into a new folder, for `wingws dev` to serve"
    )
    command.add_argument(
        "name", type=_folder, help="of the folder and of the project, as in chat"
    )
    command.set_defaults(run=_new)


def _new(options: argparse.Namespace) -> None:
    folder: Path = options.name
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(
            f"the folder {folder} has files; expected one that is new or empty"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in FILES.items():
        (folder / path).write_text(text.replace("NAME", folder.name), encoding="utf-8")
    sys.stdout.write(
        f"{folder} has a chat; serve it with\n\n    cd {folder}\n    wingws dev\n\n"
        "and test it with\n\n    pip install pytest\n    pytest\n"
    )


def _folder(text: str) -> Path:
    folder = Path(text)
    if not _NAME.fullmatch(folder.name):
        raise argparse.ArgumentTypeError(
            f"project name {folder.name!r} is malformed; expected a letter, then up to "
            "99 letters, digits, dots, hyphens and underscores"
        )
    return folder
