"""A process that becomes a copy of itself for each connection that it accepts.

It imports nothing but the standard library: it also runs where there is nothing else.
"""

import importlib
import json
import os
import selectors
import signal
import socket
import sys


def preload(layer):
    """Import what takes long and changes nothing: boto3, which Lambda has."""
    sys.path.append(layer)
    importlib.import_module("boto3")
    importlib.import_module("botocore.session")
    sys.path.remove(layer)


def serve(become):
    """Accept connections until the other end of stdin is gone.

    Args:
        become: what a copy does: it reads documents from a stream and writes others.
    """
    listener = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a copy ended
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        while all(key.fileobj is listener for key, _ in selector.select()):
            connection, _ = listener.accept()
            if os.fork() == 0:
                _be(become, listener, connection)
            connection.close()


def _be(become, listener, connection):
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        listener.close()
        become(Stream(connection))
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class Stream:
    """Sends and receives JSON documents, one on a line."""

    def __init__(self, connection):
        self._connection = connection
        self._file = connection.makefile("r", encoding="utf-8")

    def send(self, document):
        """Send a document."""
        self._connection.sendall(json.dumps(document).encode() + b"\n")

    def receive(self):
        """Receive a document; None when the other end has gone."""
        line = self._file.readline()
        return json.loads(line) if line else None

    def close(self):
        """End the conversation; the process at the other end ends too."""
        self._file.close()
        self._connection.close()
