"""Deploys programs of the corpus, each in a process forked for it.

A question says where a project is; the answer is what its deployment registered.
"""

import gc
import json
import os
import re
import sys
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

import pulumi
import wingws_runtime
from pulumi.runtime import rpc

from pulumi_wingws import DynamodbTable, WebSocket  # noqa: F401
from pulumi_wingws.artifacts import Artifacts
from pulumi_wingws.handler import Handler
from pulumi_wingws.targets.sim import SimTarget  # noqa: F401
from tests.deploy.recording import deploy_path
from tests.handlers.corpus_run.forking import serve
from tests.handlers.corpus_run.tracing import lines_of

FUNCTION = "pulumi-python:dynamic/wingws:Function"
TABLE = "pulumi-python:dynamic/wingws:Table"
FUNCTION_INPUTS = (
    "name",
    "path",
    "sha256",
    "captures",
    "parameters",
    "secrets",
    "statements",
)


def become(stream):
    """Deploy one program, and say what came of it."""
    question = stream.receive()
    folder = question["folder"]
    os.environ.update(question["environment"])
    os.chdir(folder)
    # The repository is no place to import from: the project and the packages are.
    sys.path.pop(0)
    if not question["check"]:
        # Fails if there is no such method any more.
        patch.object(Artifacts, "check", lambda *_: []).start()
    try:
        deployment = deploy_path(
            folder, preview=question["preview"], target="sim", **question["config"]
        )
    except Exception as exc:
        text = re.sub(r"(?s)\AProgram failed.*\n[\w.]+: ", "", str(exc)).strip()
        stream.send({"refusal": text or repr(exc), "functions": []})
        return
    functions = [each for _, each in sorted(deployment.of(FUNCTION).items())]
    stream.send(
        {
            "refusal": None,
            "functions": [
                {
                    **each.inputs["routes"][0],
                    **{key: _plain(each.inputs[key]) for key in FUNCTION_INPUTS},
                }
                for each in functions
            ],
            "tables": [
                [each.inputs["hash_key"], each.inputs["attribute_definitions"]]
                for each in deployment.of(TABLE).values()
            ],
            "warnings": [text for level, text in deployment.logs if level == "warning"],
        }
    )
    while (step := stream.receive()) is not None:
        answer = {}
        lines = lines_of(lambda: answer.update(_answer(*step)), folder)  # noqa: B023
        stream.send({"answer": answer, "lines": lines})


def _plain(value):
    """Unwrap what the engine would keep encrypted."""
    is_secret = isinstance(value, dict) and rpc._special_sig_key in value
    return value["value"] if is_secret else value


def _answer(handler_name, kind, reply, event):
    """Call the program's own function, as its handler would."""
    (handler,) = (
        each
        for each in gc.get_objects()
        if isinstance(each, Handler) and each.pulumi_resource_name == handler_name
    )
    try:
        entry = wingws_runtime.entry(handler.function, kind=kind, reply=reply)
        return {"result": json.loads(json.dumps(entry(event, None)))}
    except Exception as exc:
        return {"error": f"{type(exc).__name__}: {exc}"}


if __name__ == "__main__":
    assert pulumi
    gc.freeze()
    serve(become)
