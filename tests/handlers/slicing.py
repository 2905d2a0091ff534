"""Runs a test program as Pulumi runs a program, and slices its handler."""

import os
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))  # the programs import pulumi_stand_ins

from pulumi_stand_ins import classify  # noqa: E402

from pulumi_wingws.handlers import HandlerSource, slice_handler  # noqa: E402

PROGRAMS = HERE / "programs"
_loaded = set()


def find_programs(folder=PROGRAMS):
    """List the programs of a folder by name: files, and folders."""
    files = sorted([*folder.glob("*.py"), *folder.glob("*/__main__.py")])
    return {f.stem if f.parent == folder else f.parent.name: f for f in files}


def programs_that_say(name):
    """List the programs that bind a name at module level."""
    mark = f"\n{name} = ".encode()
    return {n: f for n, f in find_programs().items() if mark in f.read_bytes()}


def run_program(file):
    """Run a program as Pulumi's language host does and give its names.

    What the one before imported is forgotten: its modules may have the same names.
    """
    _forget_modules()
    root, before = str(file.parent), set(sys.modules)
    sys.path.insert(0, root)
    try:
        path = root if file.name == "__main__.py" else str(file)
        return runpy.run_path(path, run_name="__main__")
    finally:
        sys.path.remove(root)
        new = set(sys.modules) - before
        _loaded.update(name for name in new if _is_below(sys.modules[name], root))


def _forget_modules():
    """Forget the modules of the last program, so that the next one imports."""
    for name in _loaded:
        sys.modules.pop(name, None)
    _loaded.clear()


def _is_below(module, root):
    places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
    return any(place and place.startswith(root + os.sep) for place in places)


def slice_program(file, **options):
    """Run a program and slice its `on_message`; give its names and the slice."""
    names = run_program(file)
    source = HandlerSource(names["on_message"], "message", "on_message", reply=True)
    artifact = slice_handler(source, root=file.parent, classify=classify, **options)
    return names, artifact
