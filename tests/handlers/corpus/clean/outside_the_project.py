#! __main__.py:14:1: 'elsewhere' is imported from */elsewhere.py and belongs to no installed package
#= the folder is another each time
"""A module that is neither the project's nor an installed package's."""

import sys
import tempfile
from pathlib import Path

from pulumi_wingws import WebSocket

folder = Path(tempfile.mkdtemp())
(folder / "elsewhere.py").write_text("NAME = 'elsewhere'")
sys.path.insert(0, str(folder))
import elsewhere  # noqa: E402

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return elsewhere.NAME
