"""A Pulumi project in a folder of its own, driven by the real CLI."""

import copy
import json
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Project", "Result", "Step", "Violation"]

_SETTINGS = """\
name: {name}
runtime: python
backend:
  url: file://.
"""


@dataclass(frozen=True)
class Step:
    """One step that the engine took, or in a preview would take."""

    op: str  # create, update, delete, same, replace, refresh, …
    type: str
    urn: str

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rsplit("::", 1)[1]


@dataclass(frozen=True)
class Violation:
    """What a policy pack found wrong."""

    policy: str
    level: str  # advisory or mandatory
    name: str  # the resource's logical name


@dataclass(frozen=True)
class Result:
    """What one command of the CLI did and said."""

    exit_code: int
    output: str  # stdout and stderr, as the user sees them
    changes: Mapping[str, int]  # the summary, as {"create": 3, "same": 2}
    steps: tuple[Step, ...]
    diagnostics: tuple[str, ...]  # messages of severity error, one each
    violations: tuple[Violation, ...]

    def changed(self) -> tuple[Step, ...]:
        """Return the steps that changed a resource; default providers don't count."""
        return tuple(
            step
            for step in self.steps
            if step.op not in ("same", "read", "refresh")
            and not step.type.startswith("pulumi:providers:")
        )


class Project:
    """A folder with a Pulumi.yaml, a program and a stack in a backend of its own.

    Commands raise AssertionError with the CLI's output when the exit status is not the
    expected one (`fails=True` turns that round), and are killed, children included,
    when they outlive `timeout` seconds.
    """

    timeout = 90.0

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        *,
        program: str,
        name: str = "chat",
        stack: str = "dev",
    ) -> None:
        """Write the project; `environment` is the fixture `pulumi_environment`."""
        self.folder = folder
        self.stack = stack
        self._environment = environment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "Pulumi.yaml").write_text(_SETTINGS.format(name=name))
        self.write(program)
        self.pulumi("stack", "init", stack)

    def write(self, program: str, *, file: str = "__main__.py") -> None:
        """Write the program, or another file of the project."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(program)

    def at(self, folder: Path) -> "Project":
        """Return this project as it is in another folder, a copy of its own."""
        there = copy.copy(self)
        there.folder = folder
        return there

    def config_set(self, key: str, value: str, *, secret: bool = False) -> None:
        """Set one value of the stack's configuration."""
        kind = "--secret" if secret else "--plaintext"
        self.pulumi("config", "set", "--stack", self.stack, kind, key, value)

    def up(self, *arguments: str, **options: Any) -> Result:
        """Run `pulumi up` without its preview."""
        return self._operate("up", "--yes", "--skip-preview", *arguments, **options)

    def preview(self, *arguments: str, **options: Any) -> Result:
        """Run `pulumi preview`."""
        return self._operate("preview", *arguments, **options)

    def refresh(self, *arguments: str, **options: Any) -> Result:
        """Run `pulumi refresh`."""
        return self._operate(
            "refresh", "--yes", "--skip-preview", *arguments, **options
        )

    def destroy(self, *arguments: str, **options: Any) -> Result:
        """Run `pulumi destroy`."""
        return self._operate(
            "destroy", "--yes", "--skip-preview", *arguments, **options
        )

    @property
    def path(self) -> str:
        """The commands' PATH: the tests' Python first, then the CLI."""
        return self._environment["PATH"]

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in clear."""
        text = self.pulumi(
            *("stack", "output", "--json", "--show-secrets", "--stack", self.stack)
        )
        outputs: dict[str, Any] = json.loads(text)
        return outputs

    @property
    def state(self) -> dict[str, Any]:
        """The stack's state as `pulumi stack export` prints it, secrets encrypted."""
        state: dict[str, Any] = json.loads(
            self.pulumi("stack", "export", "--stack", self.stack)
        )
        return state

    @property
    def resources(self) -> list[dict[str, Any]]:
        """The resources in the stack's state; none after `destroy`."""
        resources: list[dict[str, Any]] = self.state["deployment"].get("resources", [])
        return resources

    def pulumi(self, *arguments: str) -> str:
        """Run any other command of the CLI and return what it prints on stdout."""
        process = self.start(*arguments, stderr=subprocess.PIPE)
        output, error = _communicate(process, self.timeout)
        assert process.returncode == 0, f"pulumi {arguments}: {output}{error}"
        return output

    def start(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stderr: int = subprocess.STDOUT,
    ) -> "subprocess.Popen[str]":
        """Start `pulumi` in a process group of its own, for tests that kill it."""
        backend = {"PULUMI_BACKEND_URL": self.folder.as_uri()}
        return subprocess.Popen(
            ["pulumi", "--non-interactive", *arguments],
            cwd=cwd or self.folder,
            env={**self._environment, **backend, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
            # Whoever runs the tests in the background has it ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def _operate(
        self,
        *arguments: str,
        fails: bool = False,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        """Run an operation with its events written to a file."""
        events = self.folder / ".pulumi" / "events.json"
        events.unlink(missing_ok=True)
        process = self.start(
            *(*arguments, "--stack", self.stack, "--event-log", str(events)),
            environment={"PULUMI_DEBUG_COMMANDS": "true", **(environment or {})},
            cwd=cwd,
        )
        output, _ = _communicate(process, self.timeout)
        assert (process.returncode != 0) is fails, output
        return _parse(process.returncode, output, events)


def _communicate(process: "subprocess.Popen[str]", timeout: float) -> tuple[str, str]:
    """Wait for the process; at the timeout interrupt it, and fail.

    An interrupted CLI stops its plugins, the program among them, and unlocks the stack;
    a killed one does neither.
    """
    try:
        return process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    try:
        output, _ = process.communicate(timeout=20.0)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
    raise AssertionError(f"pulumi hangs; so far:\n{output}")


def _parse(exit_code: int, output: str, events: Path) -> Result:
    """Read the engine's events, one JSON object a line."""
    lines = events.read_text().splitlines() if events.exists() else []
    changes: dict[str, int] = {}
    steps = []
    diagnostics = []
    violations = []
    for event in map(json.loads, lines):
        if step := event.get("resourcePreEvent", {}).get("metadata"):
            steps.append(Step(op=step["op"], type=step["type"], urn=step["urn"]))
        elif summary := event.get("summaryEvent"):
            changes = summary["resourceChanges"] or {}
        elif (diagnostic := event.get("diagnosticEvent")) and (
            diagnostic["severity"] == "error"
        ):
            diagnostics.append(diagnostic["message"])
        elif policy := event.get("policyEvent"):
            name = policy.get("resourceUrn", "").rpartition("::")[2]
            violation = Violation(
                policy["policyName"], policy["enforcementLevel"], name
            )
            violations.append(violation)
    return Result(
        exit_code,
        output,
        changes,
        tuple(steps),
        tuple(diagnostics),
        tuple(violations),
    )
