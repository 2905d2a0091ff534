"""``python -m pulumi_wingws.dev.runs``: a warm process that forks one for each run.

To import Pulumi takes a third of a second; the forks have that behind them, and each of
them sees the user's modules for the first time. Requests are lines of JSON on standard
input. Answers are lines of JSON on standard output: the pid of the fork, its plan, with
``apply`` what the simulator has of it then, and that the fork has ended. What the
program prints goes to standard error.
"""

import asyncio
import contextlib
import encodings.idna  # noqa: F401 - what a program needs, warm, as below
import gc
import importlib
import json
import logging
import os
import runpy
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.config import set_all_config
from pulumi.runtime.settings import configure
from pulumi.runtime.stack import run_in_stack
from wingws_runtime import WingWsError

import pulumi_wingws

from ..handlers import started_ahead
from ..targets.sim import SimTarget  # noqa: F401 - what a program needs, warm
from ..targets.sim_options import sim_options
from ..targets.simulator import Simulator
from .changes import apply
from .diagnostics import describe
from .engine import Engine, Log, Monitor
from .foreign import Foreign
from .plan import Plan, State

__all__ = ["Run", "main", "set_up"]


def main() -> None:
    """Serve requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this one ends it
    answers = os.dup(1)
    os.dup2(2, 1)
    with contextlib.ExitStack() as ahead:
        _prepare((), ahead)
        for line in sys.stdin:
            request = json.loads(line)
            if "packages" in request:
                _prepare(request["packages"], ahead)
                continue
            pid = os.fork()
            if pid == 0:
                _run(request, answers)
            _answer(answers, {"pid": pid})
            _, status = os.waitpid(pid, 0)
            ahead.close()  # the fork has asked it what it wanted to know
            _answer(answers, {"status": os.waitstatus_to_exitcode(status)})


def _prepare(packages: Iterable[str], ahead: contextlib.ExitStack) -> None:
    """Have behind this process what the next run would have to wait for."""
    for name in pulumi_wingws.__all__:  # which the package imports when asked for
        getattr(pulumi_wingws, name)
    for package in packages:
        with contextlib.suppress(Exception):  # the program will say what is wrong
            importlib.import_module(package)
    gc.freeze()  # a fork copies every page that its collector looks at
    ahead.close()
    ahead.enter_context(started_ahead())


def _answer(descriptor: int, content: Mapping[str, Any]) -> None:
    data = json.dumps(content).encode() + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]


def _run(request: Mapping[str, Any], answers: int) -> None:
    """Be the process of one run."""
    try:
        plan = _plan(request)
        _answer(answers, {"plan": plan.to_json()})
        if request.get("apply") and plan.error is None:
            _answer(answers, _apply(plan, request))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(0)


def _plan(request: Mapping[str, Any]) -> Plan:
    root, folder = Path(request["root"]), Path(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(folder)
    sys.dont_write_bytecode = True  # two edits of a second could have the same .pyc
    sys.argv = [request["program"]]
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # as Pulumi's own host does
    log, foreign = Log(), Foreign()
    operations, error = [], None
    try:
        engine = set_up(request, log, foreign)
        operations = engine.operations
        if not request.get("apply"):
            engine.daemon()  # so that what is wrong with it is said plainly
        Run(lambda: _execute(request["program"])).run(foreign)
    except BaseException as exc:
        error = describe(exc, root)
    return Plan(
        tuple(operations),
        tuple(dict.fromkeys(foreign.names)),
        tuple(log.messages),
        error,
        tuple(each for each in sys.modules if _is_package(each)),
    )


def _execute(program: str) -> None:
    """Run a program, a folder or a file.

    Raises:
        RunError: there is none.
    """
    path = Path(program)
    file = path / "__main__.py" if path.is_dir() else path
    if not file.is_file():  # Python would take the first that lies on its way
        raise pulumi.RunError(f"there is no {file.name} in {Path.cwd()}")
    runpy.run_path(program, run_name="__main__")


def _apply(plan: Plan, request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the simulator to what a plan wants, for one who does not do it himself."""
    os.chdir(request["root"])
    state = State.from_json(request["state"])
    try:
        changes = apply(plan, state, Path(request["root"]), request["stack"])
    except WingWsError as exc:
        return {"refused": str(exc)}
    return {"state": changes.state.to_json()}


def set_up(request: Mapping[str, Any], log: Log, foreign: Foreign) -> Engine:
    """Set Pulumi up for one run; its simulator is started when it is asked for."""
    state = State.from_json(request["state"])
    set_all_config(request["config"], request["secrets"])
    _configure(request, log, None)
    simulator = Simulator(Path(request["root"]), request["stack"])
    options = sim_options()

    @cache
    def daemon() -> tuple[str, int]:
        hello = simulator.current() or simulator.start(None, None, options=options)
        return hello.id, hello.port

    engine = Engine(daemon, state.resources, foreign)
    _configure(request, log, Monitor(engine))
    return engine


def _configure(request: Mapping[str, Any], log: Log, monitor: Monitor | None) -> None:
    configure(
        mocks.MockSettings(  # type: ignore[no-untyped-call]
            monitor=monitor,
            monitor_features=set(),
            engine=log,
            project=request["project"],
            stack=request["stack"],
            dry_run=False,
            organization="organization",
            root_directory=request["root"],
            callbacks=None,
        )
    )


class Run:
    """One run of a program, and the exception that ended its body.

    Args:
        program: the program's body.
    """

    def __init__(self, program: Callable[[], object]) -> None:
        self._program = program
        self._error: BaseException | None = None

    def run(self, foreign: Foreign) -> None:
        """Run the program to its end.

        Args:
            foreign: notes the resources that are not ours.

        Raises:
            BaseException: what ended it, the first thing that the user should mend.
        """
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(run_in_stack(lambda: self._body(foreign)))
        except BaseException:
            if self._error is not None:
                raise self._error from None
            raise

    def _body(self, foreign: Foreign) -> None:
        pulumi.runtime.register_stack_transformation(foreign.note)
        try:
            self._program()
        except BaseException as exc:
            self._error = exc
            raise


def _is_package(module: str) -> bool:
    """Say whether a module is a package of one of Pulumi's providers."""
    return module.startswith("pulumi_") and "." not in module


if __name__ == "__main__":
    main()
