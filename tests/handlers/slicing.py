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
    """Run a program as Pulumi's language host does and give its names."""
    root, before = str(file.parent), set(sys.modules)
    sys.path.insert(0, root)
    try:
        path = root if file.name == "__main__.py" else str(file)
        return runpy.run_path(path, run_name="__main__")
    finally:
        sys.path.remove(root)
        _loaded.update(set(sys.modules) - before)


def forget_modules():
    """Forget the modules that programs have imported, so that the next one imports."""
    for name in list(_loaded):
        file = getattr(sys.modules.get(name), "__file__", None) or ""
        if f"{os.sep}programs{os.sep}" in file or not file:
            sys.modules.pop(name, None)
    _loaded.clear()


def slice_program(file, **options):
    """Run a program and slice its `on_message`; give its names and the slice."""
    names = run_program(file)
    source = HandlerSource(names["on_message"], "message", "on_message", reply=True)
    artifact = slice_handler(source, root=file.parent, classify=classify, **options)
    return names, artifact
