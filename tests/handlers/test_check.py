"""The clean import finds what Lambda would find, before Lambda does."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import slice_program  # noqa: E402

from pulumi_wingws.handlers import (  # noqa: E402
    Build,
    Refused,
    check,
    check_build,
    check_builds,
    write_build,
)

HANDLER = "def on_message(connection_id, body): return Late\n"


@pytest.fixture
def build_program(tmp_path):
    """Slice a program's text and write its artifact."""

    def run(text, name="project"):
        root = tmp_path / name
        root.mkdir()
        file = root / "__main__.py"
        file.write_text(text)
        _, artifact = slice_program(file)
        return Build(artifact, write_build(artifact, tmp_path / "build"))

    return run


@pytest.fixture
def check_program(build_program, tmp_path):
    """Slice, build and check a program's text."""

    def run(text):
        build = build_program(text)
        check_build(build.artifact, build.folder, root=tmp_path / "project")
        return build.artifact

    return run


def at_cold_start(*lines, imports="sys"):
    """Write a program whose class body does something in the artifact alone."""
    body = "".join(f"        {line}\n" for line in lines)
    where = "    if 'pulumi_stand_ins' not in sys.modules:\n"
    return f"import {imports}\nclass Late:\n{where}{body}{HANDLER}"


def test_lambdas_own_boto3_can_be_imported(check_program):
    """A client made at module level is made again at cold start."""
    artifact = check_program(
        "import boto3\n"
        "REGION = 'eu-' + 'west-1'\n"
        "table = boto3.resource('dynamodb', region_name=REGION).Table('Rows')\n"
        "def on_message(connection_id, body): return table.scan()\n"
    )
    assert "table = boto3.resource(" in artifact.source


def test_what_is_installed_here_cannot_be_imported(check_program):
    """Nothing but the standard library and Lambda's packages is found."""
    with pytest.raises(Refused, match="No module named 'pytest'") as caught:
        check_program(
            "from pkgutil import resolve_name\n"
            "class Late:\n"
            "    tool = resolve_name('pytest').__name__\n"
            "def on_message(connection_id, body): return Late\n"
        )
    (refusal,) = caught.value.refusals
    assert (refusal.file, refusal.line) == ("__main__.py", 3)


@pytest.mark.parametrize(
    "line",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.gethostbyname('localhost')",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
    ],
)
def test_network_is_out_of_reach(check_program, line):
    """Code that runs at import cannot reach anybody."""
    with pytest.raises(Refused, match="no network while an artifact is checked"):
        check_program(at_cold_start(line, imports="socket, sys"))


@pytest.mark.parametrize(
    "line",
    [
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
    ],
)
def test_no_process_is_started(check_program, line):
    """Code that runs at import starts nothing."""
    with pytest.raises(Refused, match="no processes while an artifact is checked"):
        check_program(at_cold_start(line, imports="os, subprocess, sys"))


@pytest.mark.parametrize(
    "line",
    [
        "open('notes.txt', 'w')",
        "pathlib.Path('index.py').write_text('')",
        "os.mkdir('/var/wingws-notes')",
        "os.remove('index.py')",
        "os.rename('/tmp/wingws-a', '/var/wingws-b')",
    ],
)
def test_nothing_is_written(check_program, line):
    """A cold start finds a disk that it can only read, as in Lambda."""
    with pytest.raises(Refused, match="Read-only file system"):
        check_program(at_cold_start(line, imports="os, pathlib, sys"))


def test_temporary_files_are_written(check_program):
    """What a cold start writes to /tmp is there."""
    check_program(
        at_cold_start(
            "with tempfile.NamedTemporaryFile('w') as file:",
            "    file.write('notes')",
            "    file.flush()",
            "    assert open(file.name).read() == 'notes'",
            "del file",
            imports="sys, tempfile",
        )
    )


def test_no_credentials_are_in_reach(check_program, monkeypatch):
    """Neither the shell's variables nor the home folder of who deploys are there."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t-of-the-shell")
    check_program(
        at_cold_start(
            "assert not [name for name in os.environ if 'ACCESS' in name]",
            "assert not os.path.exists(os.path.expanduser('~'))",
            "assert os.path.exists('index.py')",
            imports="os, sys",
        )
    )


def test_import_that_does_not_end_is_refused(check_program, monkeypatch):
    """An import gets as long as Lambda gives it."""
    monkeypatch.setattr(check, "TIMEOUT", 0.5)
    with pytest.raises(Refused, match=r"takes longer than 0\.5 seconds"):
        check_program(at_cold_start("while True: pass"))


def test_import_that_ends_the_process_is_refused(check_program):
    """A process that leaves without a word has not imported its artifact."""
    with pytest.raises(Refused, match="the process ended"):
        check_program(at_cold_start("os._exit(0)", imports="os, sys"))


def test_artifacts_do_not_meet(build_program, tmp_path, monkeypatch):
    """Whatever one does at import, the next one is checked as if it were alone."""
    monkeypatch.setattr(check, "TIMEOUT", 5)
    spoilers = [
        at_cold_start("os._exit(1)", imports="os, sys"),
        at_cold_start("json.dumps = json.loads = None", imports="json, sys"),
        at_cold_start("sys.modules.clear()", "os.closerange(0, 99)", imports="os, sys"),
        at_cold_start("import builtins", "builtins.print = open = len = None"),
    ]
    good = "LIMIT = 5\ndef on_message(connection_id, body): return LIMIT\n"
    texts = [*spoilers, good, good.replace("5", "6")]
    builds = [build_program(text, f"p{n}") for n, text in enumerate(texts)]
    alone = [str(each) for one in builds for each in check_builds([one], root=tmp_path)]
    assert [str(each) for each in check_builds(builds, root=tmp_path)] == alone
    assert check_builds(builds[-2:], root=tmp_path) == []


def test_value_of_the_moment_is_refused(check_program):
    """A class body that computes something else each time it runs is found out."""
    with pytest.raises(Refused, match=r"'Late\.made\.at' would have another value"):
        check_program(
            "import time\n"
            "class Moment:\n"
            "    def __init__(self, at): self.at = at\n"
            "class Late:\n"
            "    made = Moment(time.time_ns())\n"
            "def on_message(connection_id, body): return Late\n"
        )


@pytest.mark.parametrize(
    ("made", "used"),
    [
        ("threading.Lock()", "it.acquire()"),
        ("threading.RLock()", "it.acquire()"),
        ("queue.SimpleQueue()", "it.put(1)"),
    ],
)
def test_state_that_a_function_changed_is_refused(check_program, made, used):
    """An object made again at cold start is as it was made: as it ended, or refused."""
    with pytest.raises(Refused, match=r"'it[^']*' would have another value|'it' ") as e:
        check_program(
            "import itertools, queue, random, threading\n"
            f"it = {made}\n"
            f"def use(): {used}\n"
            "use()\n"
            "def on_message(connection_id, body): return repr(it)\n"
        )
    assert e.value.refusals[0].line in (2, 5)


@pytest.mark.parametrize("made", ["random.Random()", "random.Random(7)"])
def test_generator_that_nobody_used_is_made_again(check_program, made):
    """A seed gives the same state; without one there is none to compare."""
    check_program(
        "import random\n"
        f"it = {made}\n"
        "def on_message(connection_id, body): return it.random()\n"
    )


CLOSURE = """\
def outer(count):
    def inner(text, times=2):
        return text * times * count
    return inner
inner = outer(3)
def on_message(connection_id, body):
    return inner(body)
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        ("index.py", "cell_contents = 3", "cell_contents = 4", "inner (count)"),
        ("index.py", "__defaults__ = (2,)", "__defaults__ = (1,)", "inner.__defa*"),
        ("__main__.py", "return text", "return  text", "inner.__code__"),
        ("__main__.py", "text * times", "text + times", "inner.__code__"),
        (
            "__main__.py",
            "\ndef on_message",
            "\n\ndef on_message",
            "on_message.__code__",
        ),
    ],
)
def test_functions_are_compared(build_program, tmp_path, file, old, new, path):
    """What a function shares, its defaults, its operations, lines and columns."""
    build = build_program(CLOSURE)
    target = build.folder / file
    text = target.read_text()
    assert old in text
    target.write_text(text.replace(old, new))
    (refused,) = check_builds([build], root=tmp_path / "project")
    problems = [refusal.problem for refusal in refused.refusals]
    assert any(p.startswith(f"'{path.rstrip('*')}") for p in problems), problems


def test_sets_of_functions_have_no_order(check_program):
    """Hash order is no difference, though it decides what is met first."""
    check_program(
        "def a(): return 1\n"
        "def b(): return 2\n"
        "def c(): return 3\n"
        "ALL = {a, b, c}\n"
        "NAMED = {'a': a, 'b': b, 'c': c}\n"
        "def on_message(connection_id, body): return len(ALL), NAMED\n"
    )
