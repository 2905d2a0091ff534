"""Looks into artifacts: where their code says it is, what a traceback and bdb say.

To be run with ``-I -S -B``, as `clean_interpreter.py`.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from forking import serve

LAYER = sys.argv[2]


def become(stream):
    """Import one artifact, then answer: its code objects, and what each event gives."""
    import os

    function = stream.receive()
    build = function["build"]
    os.environ.update(function["variables"])
    os.chdir(build)
    sys.path[:] = [build, *sys.path[1:], LAYER]
    del sys.modules["forking"]
    import index

    stream.send(list(code_objects(build)))
    while (question := stream.receive()) is not None:
        stream.send(ask(index.handler, build, **question))


def code_objects(build):
    """Yield file, name, first line, nesting and positions of all functions' code."""
    import gc
    from types import CodeType, FunctionType

    seen = set()

    def walk(code):
        if code in seen:
            return
        seen.add(code)
        file = str(Path(code.co_filename).relative_to(build))
        nested = [each for each in code.co_consts if isinstance(each, CodeType)]
        positions = list(code.co_positions())
        yield [file, code.co_name, code.co_firstlineno, bool(nested), positions]
        for each in nested:
            yield from walk(each)

    for value in gc.get_objects():
        if isinstance(value, FunctionType):
            file = Path(value.__code__.co_filename)
            ours = (Path(build, "index.py"), Path(build, "wingws_runtime"))
            if file.is_relative_to(build) and not set(ours) & {file, *file.parents}:
                yield from walk(value.__code__)


def ask(handler, build, *, event, breakpoints):
    """Call the handler; return the innermost frame of what it raises, and the hits."""
    import bdb
    import traceback

    hits = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame):
            if self.break_here(frame):
                hits.append([frame.f_code.co_filename, frame.f_lineno])

    debugger = Debugger()
    for file, line in breakpoints:
        problem = debugger.set_break(str(Path(build, file)), line)
        assert problem is None, problem
    frame = None
    try:
        debugger.runcall(handler, event, None)
    except Exception as exc:
        frames = traceback.TracebackException.from_exception(exc).stack
        own = [f for f in frames if f.filename.startswith(build)]
        last = own[-1]
        frame = [
            last.filename,
            last.lineno,
            last.end_lineno,
            last.colno,
            last.end_colno,
        ]
    below = [[str(Path(file).relative_to(build)), line] for file, line in hits]
    return {
        "frame": frame and [str(Path(frame[0]).relative_to(build)), *frame[1:]],
        "hits": below,
    }


if __name__ == "__main__":
    serve(become)
