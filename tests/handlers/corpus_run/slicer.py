"""Slices random programs, each in a process forked for it.

A question is a seed and a folder; the answer says what the program's own function
gives, and where the artifact is, or why there is none.
"""

import gc
import os
import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from pulumi_wingws.handlers import (
    HandlerSource,
    Refused,
    check_build,
    slice_handler,
    write_build,
)
from tests.handlers.corpus_run.forking import serve
from tests.handlers.corpus_run.random_program import Writer


def become(stream):
    """Write, run and slice one program."""
    question = stream.receive()
    folder = Path(question["folder"])
    folder.mkdir()
    os.chdir(folder)
    (folder / "__main__.py").write_text(Writer(question["seed"]).program())
    names = runpy.run_path(str(folder), run_name="__main__")
    function = names["on_message"]
    source = HandlerSource(function, "message", "on_message", reply=True)
    try:
        sliced = slice_handler(source, root=folder, classify=lambda value: None)
        build = write_build(sliced, folder / "build")
        check_build(sliced, build, root=folder)
    except Refused as refused:
        stream.send({"refusal": str(refused).split("\n")[0]})
        return
    answer = function("c1", "")
    stream.send({"refusal": None, "build": str(build), "answer": answer})


if __name__ == "__main__":
    gc.freeze()
    serve(become)
