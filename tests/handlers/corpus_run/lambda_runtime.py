"""Runs artifacts with AWS's own runtime interface client, awslambdaric.

To be run with ``-I -S -B``. The client asks the Runtime API that its environment names
for events, until that is gone: then it ends.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from forking import preload, serve

LAYER = sys.argv[2]


def become(stream):
    """Be the function that the first document describes."""
    import os

    function = stream.receive()
    os.environ.clear()
    os.environ.update(function["variables"])
    os.chdir(function["build"])
    sys.path[:] = [function["build"], *sys.path[1:], LAYER]
    # It reads its address when imported, which is why it is imported here.
    from awslambdaric.__main__ import main

    main(["bootstrap", "index.handler"])


if __name__ == "__main__":
    # What awslambdaric imports.
    for module in ("json", "logging", "traceback"):
        __import__(module)
    preload(LAYER)
    serve(become)
