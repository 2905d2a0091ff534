"""One ``wingws dev``: run the program, serve it, watch its files, apply edits."""

import asyncio
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from wingws_runtime import WingWsError

from ..errors import ConfigurationError, SimulatorError
from ..project import stack_folder
from ..targets.simulator import Simulator
from .changes import Changes, apply
from .configuration import environment, read_configuration
from .events import Event, follow, lines
from .files import edits
from .lock import locked
from .plan import Plan, State
from .runner import Runner
from .settings import Project, read_project, stack_name
from .terminal import Terminal

__all__ = ["Session"]


class Session:
    """Serves one stack of a project until it is told to end.

    Args:
        root: the project's folder, which has to be the working folder.
        stack: its name; None for the selected one.

    Raises:
        ConfigurationError: there is no such project or stack.
    """

    def __init__(self, root: Path, stack: str | None, terminal: Terminal) -> None:
        self._root = root
        self._stack = stack_name(read_project(root), stack)
        self._folder = stack_folder(root, self._stack)
        self._terminal = terminal
        self._simulator = Simulator(root, self._stack)
        self._runner = Runner()
        self._state = State.read(self._folder)
        self._owns_simulator = False
        self._is_ending = False
        self._edited = asyncio.Event()
        self._told: set[str] = set()
        self._shown: list[tuple[str, str]] | None = None

    async def run(self) -> None:
        """Serve until SIGINT, SIGTERM or SIGHUP; then end all that was started.

        Raises:
            ConfigurationError: another session serves the stack.
        """
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._stop, task)
        with locked(self._folder, self._stack):
            running = self._simulator.current()
            self._owns_simulator = running is None or running.id == self._state.daemon
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._watch())
                    self._follow()
                    await self._serve()
            except asyncio.CancelledError:
                pass
            finally:
                await self._end()

    def _stop(self, task: "asyncio.Task[None]") -> None:
        if not self._is_ending:  # who is impatient does not leave things behind
            self._is_ending = True
            task.cancel()

    async def _end(self) -> None:
        await self._runner.close()
        self._say_in_console(None)
        if self._owns_simulator:
            self._terminal.event("stopping")
            with self._terminal.working("waiting for $disconnect"):
                await asyncio.to_thread(self._simulator.stop)

    async def _serve(self) -> None:
        """Run the program now and after each edit; the newest edit wins."""
        while True:
            self._edited.clear()
            run = asyncio.create_task(self._reload())
            edited = asyncio.create_task(self._edited.wait())
            try:
                await asyncio.wait({run, edited}, return_when=asyncio.FIRST_COMPLETED)
                if not run.done():
                    run.cancel()
                await asyncio.gather(run, return_exceptions=True)
                await edited
            finally:
                edited.cancel()
                run.cancel()
                await asyncio.gather(run, edited, return_exceptions=True)
            if not run.cancelled() and (error := run.exception()):
                raise error

    async def _watch(self) -> None:
        async for _ in edits(self._root, self._notice):
            self._edited.set()

    def _follow(self) -> None:
        # From a thread: a terminal that is slow, or stopped, holds up no edit.
        follow(self._simulator, self._show)

    def _show(self, event: Event) -> None:
        if event["type"] == "end" and self._is_ending:
            return
        for source, text, colour in lines(event):
            self._terminal.line(source, text, colour)

    async def _reload(self) -> None:
        """Run the program and apply what it wants; on an error all stays as it was."""
        started = time.monotonic()
        try:
            project = read_project(self._root)
            if _is_being_saved(project):
                self._terminal.event("the program is empty; waiting for an edit")
                return None
            request = await asyncio.to_thread(self._request, project)
            with self._terminal.working("running the program, building its handlers"):
                plan = await self._runner.run(request)
            self._note_simulator()
            self._tell(plan)
            if plan.error is not None:
                self._fail(plan.error)
                return await self._runner.prepare(plan)
            with self._terminal.working("putting up what has changed"):
                changes = await self._whole(plan)
        except (WingWsError, OSError) as exc:  # a file that nobody may read
            return self._fail(str(exc))
        self._report(plan, changes, time.monotonic() - started)
        return await self._runner.prepare(plan)

    def _request(self, project: Project) -> dict[str, Any]:
        stack_name(project, self._stack)  # an edit may have given it another target
        variables = environment(project, self._stack)
        configuration = read_configuration(project, self._stack, variables)
        if configuration.notice:
            self._notice(configuration.notice)
        return {
            "root": str(self._root),
            "folder": str(project.folder),
            "program": "." if project.main.is_dir() else project.main.name,
            "project": project.name,
            "stack": self._stack,
            "environment": variables,
            "config": configuration.values,
            "secrets": configuration.secrets,
            "state": self._state.to_json(),
        }

    def _note_simulator(self) -> None:
        """Note whose simulator it is; should this process be killed, the next asks."""
        hello = self._simulator.current() if self._owns_simulator else None
        if hello and hello.id != self._state.daemon:
            self._state = State(hello.id, self._state.resources)
            self._state.write(self._folder)

    async def _whole(self, plan: Plan) -> Changes:
        """Apply a plan to its end: half of an edit would be no version at all."""
        applying = asyncio.create_task(asyncio.to_thread(self._apply, plan))
        try:
            return await asyncio.shield(applying)
        finally:
            await asyncio.wait({applying})

    def _apply(self, plan: Plan) -> Changes:
        changes = apply(plan, self._state, self._root, self._stack)
        self._state = changes.state
        self._state.write(self._folder)
        return changes

    # What is said.

    def _tell(self, plan: Plan) -> None:
        if plan.foreign:
            self._notice(
                f"the simulator does not make {_listed(sorted(plan.foreign))}; their "
                "outputs are placeholders"
            )
        for level, text in plan.messages:
            if level == "error" and text == plan.error:
                continue
            self._notice(text)

    def _notice(self, text: str) -> None:
        """Say a thing once."""
        if text not in self._told:
            self._told.add(text)
            self._terminal.notice(text)

    def _fail(self, error: str) -> None:
        self._terminal.error(error)
        self._say_in_console(error)
        going_on = "the last good version goes on" if self._shown else "not served yet"
        self._terminal.event(f"{going_on}; waiting for an edit", "yellow")

    def _say_in_console(self, problem: str | None) -> None:
        with suppress(SimulatorError):  # before the first version there is none
            self._simulator.ask("problem", text=problem)

    def _report(self, plan: Plan, changes: Changes, seconds: float) -> None:
        self._say_in_console(None)
        for notice in changes.notices:
            self._terminal.notice(notice)
        addresses = _addresses(plan, changes, self._simulator.console_url())
        if addresses and addresses != self._shown:
            self._shown = addresses
            self._terminal.header(self._stack, addresses)
        what = [f"{_listed(changes.changed)} changed"] if changes.changed else []
        what += [f"{_listed(changes.removed)} removed"] if changes.removed else []
        text = "; ".join(what) or "nothing changed"
        self._terminal.event(f"applied in {seconds:.2f} s: {text}", "green")


def _is_being_saved(project: Project) -> bool:
    """Say whether the program is empty: some editors empty a file, then fill it.

    As a program it would mean that nothing is to be served any more.

    Raises:
        ConfigurationError: there is none. Python would run another one of its path.
    """
    file = project.main / "__main__.py" if project.main.is_dir() else project.main
    if not file.is_file():
        raise ConfigurationError(f"there is no program; expected one in {file}")
    return not file.read_bytes().strip()


def _addresses(plan: Plan, changes: Changes, console: str) -> list[tuple[str, str]]:
    """List the URL of each API, then the console's."""
    resources = changes.state.resources
    apis = []
    for operation in plan.operations:
        if operation.kind == "api":
            port = resources[operation.key].outputs["port"]
            stage = operation.props["stage_name"]
            url = f"ws://127.0.0.1:{port}/{stage}"
            apis.append((str(operation.props["api_name"]), url))
    return [*apis, ("Console", console)]


def _listed(names: Iterable[str], most: int = 4) -> str:
    names = [*dict.fromkeys(names)]  # an API and its stage have one name
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
