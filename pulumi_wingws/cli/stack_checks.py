"""What of a stack ``wingws doctor`` looks at."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import stack_folder
from pulumi_wingws.targets.simulator import Simulator

from .finding import Finding
from .stack_settings import configured_stacks, configured_target, is_project

__all__ = ["check_project"]

_EXPORT_TIMEOUT = 30.0


def check_project(root: Path, stack: str | None) -> Iterator[Finding]:
    """Look at the project's stacks, or at one of them."""
    if not is_project(root):
        text = f"there is no Pulumi.yaml in {root}, nor above it"
        yield Finding("project", text, "wingws new")
        return
    yield Finding("project", str(root))
    try:
        known = configured_stacks(root) | _kept(root)
    except ConfigurationError as exc:
        yield Finding("project", str(exc), f"edit {root / 'Pulumi.yaml'}")
        return
    if not known:
        yield Finding("stacks", "there is none", "pulumi stack init dev")
    for name in sorted(known) if stack is None else [stack]:
        yield from _stack(root, name, known)


def _kept(root: Path) -> set[str]:
    folders = stack_folder(root, "").glob("*/")
    return {folder.name for folder in folders}


def _stack(root: Path, name: str, known: set[str]) -> Iterator[Finding]:
    check = f"stack {name}"
    if name not in known:
        there = ", ".join(sorted(known)) or "none"
        text = f"unknown; there are: {there}"
        yield Finding(check, text, f"pulumi stack init {name}")
        return
    try:
        target = configured_target(root, name)
    except ConfigurationError as exc:
        yield Finding(check, str(exc), f"pulumi config set target sim --stack {name}")
        return
    yield Finding(check, f"its target is {target}")
    if target == "aws":
        yield _aws_package(check)
    else:
        yield from _simulator(check, Simulator(root, name), root)


def _aws_package(check: str) -> Finding:
    if find_spec("pulumi_aws") is not None:
        return Finding(check, "pulumi-aws is there")
    return Finding(
        check,
        "its target needs pulumi-aws, which is not installed",
        f"{sys.executable} -m pip install 'pulumi-wingws[aws]'",
    )


def _simulator(check: str, simulator: Simulator, root: Path) -> Iterator[Finding]:
    up = f"pulumi up --stack {simulator.stack}"
    if simulator.kept_port() is None:
        yield Finding(check, f"no simulator yet; `{up}` starts one")
    elif simulator.hello() is not None:
        outlook = simulator.outlook()
        text = outlook or f"its simulator runs on port {simulator.kept_port()}"
        yield Finding(check, text, up if outlook else None)
    elif (pid := simulator.pid()) is not None:
        text = "its simulator is there and does not answer"
        yield Finding(check, text, f"kill -9 {pid}; {up}")
    else:
        killed = simulator.was_killed()
        how = "was killed" if killed else "is stopped"
        text = f"its simulator {how}; `pulumi up` starts it, with its tables' rows"
        yield Finding(check, text, up if killed else None)
        yield from _taken(check, _ports(simulator, root))


def _taken(check: str, ports: set[int]) -> Iterator[Finding]:
    """Find who has ports that the simulator will want."""
    for port in sorted(ports):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            end = f"kill $(lsof -t -i tcp:{port} -s tcp:listen)"
            yield Finding(check, f"another process has its port {port}", end)


def _ports(simulator: Simulator, root: Path) -> set[int]:
    """Return the ports of a stack: its simulator's, and its APIs' in Pulumi's state."""
    ports = {simulator.kept_port()}
    for resource in _resources(simulator.stack, root):
        port = resource.get("outputs", {}).get("port")
        ports.add(int(port) if isinstance(port, int | float | str) else None)
    return {port for port in ports if port is not None}


def _resources(stack: str, root: Path) -> list[dict[str, dict[str, object]]]:
    """Return what Pulumi has written down; nothing if it cannot be asked."""
    program = shutil.which("pulumi")
    if program is None:
        return []
    command = [program, "--non-interactive", "stack", "export", "--stack", stack]
    try:
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, timeout=_EXPORT_TIMEOUT
        )
        resources: list[dict[str, dict[str, object]]] = json.loads(done.stdout)[
            "deployment"
        ]["resources"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        return []
    return resources
