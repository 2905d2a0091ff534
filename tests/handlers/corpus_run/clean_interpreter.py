"""Runs artifacts in an interpreter that has nothing but Python, boto3 and them.

To be run with ``-I -S -B``. Each function runs in a fork of a process that has imported
nothing else but boto3.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from forking import preload, serve

LAYER = sys.argv[2]


def become(stream):
    """Be the function that the first document describes; answer the events."""
    import json
    import os

    function = stream.receive()
    os.environ.clear()
    os.environ.update(function["variables"])
    os.chdir(function["build"])
    sys.path[:] = [function["build"], *sys.path[1:], LAYER]
    del sys.modules["forking"]
    sys.modules["__main__"].__dict__.clear()
    failure = None
    try:
        import index
    except Exception as exc:
        failure = {"error": f"{type(exc).__name__}: {exc}"}
    while (event := stream.receive()) is not None:
        try:
            answer = failure or {"result": index.handler(event, None)}
            json.dumps(answer)
        except Exception as exc:
            answer = {"error": f"{type(exc).__name__}: {exc}"}
        stream.send(answer)


if __name__ == "__main__":
    preload(LAYER)
    serve(become)
