"""What handlers use of third-party packages: code, decorators, objects, classes."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import slice_program  # noqa: E402

from pulumi_wingws.handlers import Refused, check_build, write_build  # noqa: E402

SITE = Path(sysconfig.get_path("purelib"))
ASK = """
import json, sys
sys.path[:0] = sys.argv[1:]
import index
context = {"connectionId": "c", "eventType": "MESSAGE"}
print(index.handler({"requestContext": context, "body": "hi"}, None)["body"])
"""


@pytest.fixture
def packages(tmp_path_factory, monkeypatch):
    """A folder that others install into."""
    folder = tmp_path_factory.mktemp("packages")
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.fixture
def package(packages):
    """Return what installs a package of one module."""
    return lambda name, text: (packages / f"{name}.py").write_text(text)


@pytest.fixture
def run(tmp_path, packages):
    """Slice a program's handler, check it beside its packages, and ask it once."""

    def ask(text):
        file = tmp_path / "__main__.py"
        file.write_text(text)
        _, artifact = slice_program(file)
        build = write_build(artifact, tmp_path / "build")
        layers = [packages, SITE]
        check_build(artifact, build, root=tmp_path, layers=layers)
        answer = subprocess.check_output(
            [sys.executable, "-I", "-S", "-B", "-c", ASK, *map(str, [build, *layers])],
            text=True,
            env={"WINGWS": "{}", "PATH": os.defpath},
        )
        return json.loads(answer), [each.module for each in artifact.imports]

    return ask


def test_functions_and_modules_are_imported(run):
    """Under any name, also inside data."""
    answer, imports = run(
        "import humanize as words\n"
        "from msgpack import packb as pack\n"
        "import msgpack\n"
        "TABLE = {'size': words.naturalsize, 'error': msgpack.UnpackException}\n"
        "def on_message(connection_id, body):\n"
        "    return [TABLE['size'](5), len(pack(body)), TABLE['error'].__name__]\n"
    )
    assert answer == ["5 Bytes", 3, "UnpackException"]
    assert {name.partition(".")[0] for name in imports} == {"humanize", "msgpack"}


def test_an_import_inside_a_function_counts(run):
    """Also of a module that nobody has imported yet."""
    answer, imports = run(
        "def on_message(connection_id, body):\n"
        "    import semver\n"
        "    from humanize.number import ordinal\n"
        "    return [semver.Version(1).major, ordinal(2)]\n"
    )
    assert answer == [1, "2nd"]
    assert imports == ["humanize.number", "semver"]


def test_an_import_that_is_not_needed_does_not_count(run):
    """What the kept code does not mention stays at home."""
    answer, imports = run(
        "import humanize, msgpack\n"
        "SIZE = humanize.naturalsize(7)\n"
        "def on_message(connection_id, body): return [SIZE]\n"
    )
    assert (answer, imports) == (["7 Bytes"], [])


def test_objects_of_packages_are_made_again(run):
    """By the line that made them, native ones too."""
    answer, _ = run(
        "import msgpack\n"
        "packer = msgpack.Packer(use_bin_type=True)\n"
        "def on_message(connection_id, body): return len(packer.pack(body))\n"
    )
    assert answer == 3


def test_decorators_of_packages_run_again(run, package):
    """What they made of a function or a class is made again from its text."""
    package(
        "twice",
        "from functools import wraps\n"
        "def twice(function):\n"
        "    @wraps(function)\n"
        "    def again(*args): return function(*args) * 2\n"
        "    return again\n",
    )
    answer, _ = run(
        "import attrs\n"
        "from twice import twice\n"
        "@twice\n"
        "def shout(text): return text.upper()\n"
        "@attrs.define\n"
        "class Point:\n"
        "    x: int\n"
        "def on_message(connection_id, body): return [shout(body), Point(3).x]\n"
    )
    assert answer == ["HIHI", 3]


def test_classes_may_derive_from_those_of_packages(run):
    """Their objects travel by their state."""
    answer, _ = run(
        "import msgpack\n"
        "class Failed(msgpack.UnpackException): pass\n"
        "class Point(msgpack.ExtType.__mro__[-1]):\n"
        "    def __init__(self, x): self.x = x\n"
        "ORIGIN = Point(0)\n"
        "def on_message(connection_id, body):\n"
        "    try: raise Failed(body)\n"
        "    except msgpack.UnpackException as e: return [str(e), ORIGIN.x]\n"
    )
    assert answer == ["hi", 0]


def test_annotations_may_name_packages(run):
    """They are read where Python reads them, and text otherwise."""
    answer, imports = run(
        "import humanize, msgpack\n"
        "def helper(p: msgpack.Packer | None = None) -> 'humanize.Unknown': return 1\n"
        "def on_message(connection_id, body): return helper()\n"
    )
    assert (answer, imports) == (1, ["msgpack"])


def test_places_of_imports_are_the_programs_own(tmp_path):
    """A package that cannot travel is shown where it is imported."""
    file = tmp_path / "__main__.py"
    file.write_text("\n\nimport humanize\ndef on_message(c, b): humanize.intword(1)\n")
    _, artifact = slice_program(file)
    (place,) = artifact.imports
    assert (place.file, place.line, place.column) == ("__main__.py", 3, 1)


def test_an_artifact_without_its_packages_does_not_pass(tmp_path):
    """The clean check has the layer, and nothing else of what is installed here."""
    file = tmp_path / "__main__.py"
    file.write_text("import humanize\ndef on_message(c, b): humanize.intword(1)\n")
    _, artifact = slice_program(file)
    build = write_build(artifact, tmp_path / "build")
    with pytest.raises(Refused, match="No module named 'humanize'"):
        check_build(artifact, build, root=tmp_path)
