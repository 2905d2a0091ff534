"""Looks into artifacts: where their code says it is, what tracebacks and bdb say.

To be run with ``-I -S -B``, as `clean_interpreter.py`.
"""

import functools
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from forking import preload, serve
from tracing import frame_of, hits_of, interrupted_at, lines_of, run

LAYER = sys.argv[2]


def become(stream):
    """Import one artifact, then answer: its code objects, and what each event gives."""
    function = stream.receive()
    build = function["build"]
    os.environ.update(function["variables"])
    os.chdir(build)
    sys.path[:] = [build, *sys.path[1:], LAYER]
    del sys.modules["forking"], sys.modules["tracing"]
    import index

    stream.send(list(code_objects(build)))
    seen = set()
    while (question := stream.receive()) is not None:
        call = functools.partial(index.handler, question["event"], None)
        stream.send(watch(call, build, seen if question["interrupt"] else None))


def is_of_user(build, file):
    """Say whether a file is one of the program's."""
    ours = {Path(build, "index.py"), Path(build, "wingws_runtime")}
    file = Path(file)
    return file.is_relative_to(build) and not ours & {file, *file.parents}


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
        if isinstance(value, FunctionType) and is_of_user(
            build, value.__code__.co_filename
        ):
            yield from walk(value.__code__)


def watch(call, build, seen):
    """Have one event handled, and say what could be watched meanwhile.

    All but the last time it is handled by a copy of this process, so that each time all
    is as it was.

    Args:
        seen: the lines of former events, those of this one are added; None to raise no
            exceptions.

    Returns:
        The lines of the user that ran, the breakpoints that hit when there was one on
        each, where an exception came from that was raised on each line for the first
        time, and the frame of the handler's own exception.
    """
    ran = in_copy(lambda: lines_of(call, build))
    lines = [each for each in ran if is_of_user(build, Path(build, each[0]))]
    new = [] if seen is None else [each for each in lines if tuple(each) not in seen]
    if new:
        seen.update(map(tuple, new))
    frames = [
        [*each, in_copy(lambda e=each: interrupted_at(call, build, *e))] for each in new
    ]
    answer = {
        "lines": lines,
        "hits": in_copy(lambda: hits_of(call, build, lines)),
        "interrupted": frames,
        "raised": in_copy(lambda: frame_of(call, build)),
    }
    run(call)
    return answer


def in_copy(function):
    """Return what a function gives in a copy of this process."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            with os.fdopen(writing, "w") as pipe:
                json.dump(function(), pipe)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(text)


if __name__ == "__main__":
    preload(LAYER)
    serve(become)
