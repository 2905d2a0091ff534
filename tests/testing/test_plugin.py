"""The plugin of pytest, as pytest runs it on projects."""

import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.testing.conftest import command
from tests.testing.processes import (
    await_children,
    await_end_of,
    await_ends,
    processes_of,
)
from tests.testing.programs_here import MINIMAL

pytestmark = pytest.mark.timeout(60)

ROOT = Path(__file__).resolve().parent.parent.parent

#: Logs, answers, and raises when it is told to.
PROGRAM = MINIMAL.replace(
    "    return body\n",
    """\
    print("got", body)
    if body == "boom":
        raise LookupError("no such user")
    return body
""",
)


def test_pytest_finds_it():
    """By its entry point, in an environment where the package is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["entry-points"]["pytest11"] == {
        "wingws": "pulumi_wingws.testing.plugin"
    }


def test_it_loads_nothing():
    """Who tests something else does not wait for Pulumi, nor for anything of ours."""
    code = "import pulumi_wingws.testing.plugin, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    modules = set(done.stdout.split())

    assert "pulumi_wingws.testing.plugin" in modules
    assert not {"pulumi", "boto3", "websockets", "yaml", "wingws_runtime"} & modules


def test_the_fixture_serves_the_nearest_project(project, run_pytest):
    """Wherever pytest runs, and however deep the test is; each test finds it as new."""
    folder = project(PROGRAM)
    tests = folder / "tests" / "deep"
    tests.mkdir(parents=True)
    (tests / "test_chat.py").write_text(
        """
def test_one(wingws):
    wingws.connect().send("hi")
    assert wingws.logs() == ["got hi"]

def test_two(wingws):
    assert wingws.logs() == []
    assert wingws.url().startswith("ws://127.0.0.1:")
"""
    )

    assert "2 passed" in run_pytest(folder.parent)


def test_the_marker_says_otherwise(project, run_pytest):
    """Which project, which stack, and what is configured."""
    folder = project(
        "import pulumi\n"
        + PROGRAM.replace("return body", "return limit + pulumi.get_stack()")
        .replace("chat =", "limit = pulumi.Config().require('limit')\nchat =")
        .replace("pulumi.get_stack()", "stack")
        .replace("limit =", "stack = pulumi.get_stack()\nlimit =")
    )
    (folder.parent / "test_chat.py").write_text(
        """
import pytest

@pytest.mark.wingws(folder="chat", stack="ci", config={"limit": "7 "})
def test_marked(wingws):
    with wingws.connect() as client:
        client.send("hi")
        assert client.receive() == "7 ci"

@pytest.mark.wingws(foldr="chat")
def test_wrong(wingws):
    pass

@pytest.mark.wingws(config=3)
def test_wrong_config(wingws):
    pass

@pytest.mark.wingws(folder="chat", config={"limit": {7}})
def test_wrong_value(wingws):
    pass

@pytest.mark.wingws(folder="/")
def test_no_project(wingws):
    pass
"""
    )

    output = run_pytest(folder.parent, "--strict-markers", status=1)
    assert "1 passed, 4 errors" in output
    for problem in (
        "expected some of folder, stack, config, by name",
        "config=3; expected a dict",
        "config 'limit' is {7}; expected text, or what JSON can carry",
        "there is no Pulumi.yaml in /",
    ):
        assert problem in output
    assert "plugin.py" not in output


def test_a_failure_reads_well(project, run_pytest):
    """It has what was sent, what came, the handler's traceback and what it logged."""
    folder = project(
        PROGRAM,
        test_chat__py="""
def test_reply(wingws):
    with wingws.connect() as client:
        client.send("boom")
        assert client.receive() == "boom"

def test_timeout(wingws):
    with wingws.connect() as client:
        client.receive(timeout=0.01)
""",
    )

    output = run_pytest(folder, status=1)
    reply, timeout = output.split("___ test_timeout ___")
    for part in (
        '>           assert client.receive() == "boom"'.replace(
            "            ", "        "
        ),
        "--- wingws ---",
        "    sent 'boom'",
        '    received \'{"message": "Internal server error"',
        "    Chat-default: MESSAGE 'boom' from ",
        "        got boom",
        '          File "__main__.py", line 10, in on_message',
        "        LookupError: no such user",
    ):
        assert part in reply, output
    assert (
        ">           client.receive(timeout=0.01)".replace("   " * 4, " " * 8)
        in timeout
    )
    assert re.search(r"E +\S*ExpectationFailed: no message came in 0.01 s", timeout)
    assert "--- wingws ---" not in timeout
    assert "pulumi_wingws/testing/client.py" not in output


def test_a_broken_program_fails_each_test(project, run_pytest):
    """With its place and no traceback, and it is run once."""
    folder = project(
        "print('run')\n" + PROGRAM.replace("on_message(", "on_massage(", 1),
        test_chat__py="def test_a(wingws): ...\ndef test_b(wingws): ...\n",
    )

    output = run_pytest(folder, "-s", status=1)
    errors, _, summary = output.partition("short test summary info")
    assert "2 errors" in summary
    assert errors.count("__main__.py:7:2: AttributeError") == 2
    assert output.count("run\n") == 1
    assert "Traceback" not in output


def test_two_runs_at_once(project, environment):
    """As of workers of pytest-xdist: each has ports and tables of its own."""
    folder = project(
        PROGRAM,
        test_chat__py="""
import pytest

@pytest.mark.parametrize("number", range(10))
def test_reply(wingws, number):
    with wingws.connect() as client:
        client.send(str(number))
        assert client.receive() == str(number)
        assert len(wingws.invocations()) == 1
""",
    )

    runs = [
        subprocess.Popen(
            command("-q"),
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [run.communicate()[0] for run in runs]
    assert ["10 passed" in output for output in outputs] == [True, True], outputs


def test_a_simulator_that_dies(project, run_pytest):
    """Fails the test that it dies in, and no other."""
    folder = project(
        PROGRAM,
        test_chat__py="""
import os, signal

def test_kills(wingws):
    with open(wingws._deployment._folder.path / "test" / "alive") as file:
        os.kill(int(file.read()), signal.SIGKILL)
    wingws.settle()

def test_next(wingws):
    with wingws.connect() as client:
        client.send("hi")
        assert client.receive() == "hi"
""",
    )

    output = run_pytest(folder, status=1)
    assert "SimulatorError: the simulator has ended" in output
    assert "1 failed, 1 passed, 1 error" in output


def test_a_fixture_that_fails(project, run_pytest, environment, tmp_path):
    """Leaves nothing behind either."""
    environment["TMPDIR"] = str(tmp_path)
    folder = project(
        PROGRAM,
        test_chat__py="""
import pytest

@pytest.fixture
def client(wingws):
    with wingws.connect():
        raise OSError("broken")

def test_reply(client):
    ...
""",
    )

    assert "OSError: broken" in run_pytest(folder, status=1)
    assert [*tmp_path.glob("wingws-*")] == []
    await_end_of(tmp_path / "wingws-")


#: Two tests, each with an app of its own; they say the spare's and the daemon's pid.
TWO_APPS = """
import os, pytest, time
from pulumi_wingws.testing import spare

def tell(wingws):
    daemon = wingws._deployment._simulator.pid()
    print("pids", daemon, spare._process and spare._process.pid, flush=True)

def test_one(wingws):
    tell(wingws)
    time.sleep(float(os.environ.get("SECONDS", 0)))

@pytest.mark.wingws(stack="other")
def test_other(wingws):
    tell(wingws)
"""


def test_the_next_app_is_started_ahead(project, run_pytest):
    """If some test will ask for another one; after the last there is no spare."""
    output = run_pytest(project(MINIMAL, test_chat__py=TWO_APPS), "-s")

    (_, spare), (other, none) = re.findall(r"pids (\S+) (\S+)", output)
    assert (other, none) == (spare, "None")


def test_a_process_outlives_its_pytest(project, environment):
    """The spare does not, and none is kept for a test that was not run."""
    environment["SECONDS"] = "broken"
    folder = project(MINIMAL, test_chat__py=TWO_APPS)
    code = """
import pytest, sys
status = pytest.main(sys.argv[1:])
from pulumi_wingws.testing import spare
print("ended with", int(status), spare._process)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, *command("-s", "-x")[3:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert re.search(r"pids \d+ \d+", done.stdout)
    assert "ended with 1 None" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_spare_ends_with_pytest(project, environment, number):
    """However that ends; and so does what the spare has started."""
    environment["SECONDS"] = "60"
    folder = project(MINIMAL, test_chat__py=TWO_APPS)
    with subprocess.Popen(
        command("-s"), cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        while not (pids := re.search(r"pids \d+ (\d+)", run.stdout.readline())):
            assert run.poll() is None
        spare = int(pids[1])
        family = [spare, *await_children(spare)]
        run.send_signal(number)

    await_ends(family)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_pytest(project, environment, tmp_path, number):
    """Nothing is left behind: no process, no folder."""
    environment["TMPDIR"] = str(tmp_path)
    folder = project(
        PROGRAM,
        test_chat__py="""
import sys, time

def test_hangs(wingws):
    wingws.connect()
    print("waiting", flush=True)
    time.sleep(60)
""",
    )
    with subprocess.Popen(
        command("-s"), cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as run:
        while "waiting" not in run.stdout.readline():
            assert run.poll() is None
        assert processes_of(tmp_path / "wingws-")
        run.send_signal(number)

    await_end_of(tmp_path / "wingws-")
    assert [*tmp_path.glob("wingws-*")] == []
