"""The tests' end of a process that forks itself."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from .forking import Stream

HERE = Path(__file__).parent


class Forker:
    """Runs a script of this folder; each connection to it is a process of its own.

    Args:
        script: the script's name.
        flags: options of the interpreter.
        arguments: of the script.
        log: the file that all it prints goes to.
        variables: its environment, ours when left out.
    """

    def __init__(self, script, *arguments, log, flags=("-P",), variables=None):
        self._folder = tempfile.TemporaryDirectory()  # short: sockets' names must be
        self._address = str(Path(self._folder.name, "socket"))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self._address)
        listener.listen(128)
        fd = listener.fileno()
        with listener, log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, *flags, str(HERE / script), str(fd), *arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                pass_fds=[fd],
                env=dict(os.environ) if variables is None else variables,
            )

    def connect(self):
        """Fork a process, and return the stream to it."""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        return Stream(connection)

    def ask(self, document):
        """Fork a process for one question, and return its answer."""
        stream = self.connect()
        try:
            stream.send(document)
            return stream.receive()
        finally:
            stream.close()

    def close(self):
        """End the process; its copies end with their connections."""
        self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()
