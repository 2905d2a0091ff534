"""A program on a simulator of its own, from the program's run to the end of both."""

import json
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..dev.configuration import environment, read_configuration
from ..dev.plan import Operation
from ..dev.settings import Project, read_project
from ..errors import ConfigurationError, SimulatorError
from ..project import STACKS
from ..targets.simulator import Simulator
from . import certificate, spare
from .admin import Admin
from .deployer import deploy
from .folder import Folder

__all__ = ["Deployment"]


class Deployment:
    """Serves a project's program.

    Args:
        root: the project's folder.
        stack: the name that the program sees; ``Pulumi.<stack>.yaml`` counts if it is
            there.
        config: configuration on top of that; a key without a namespace is the
            project's.

    Attributes:
        admin: the simulator's admin API.
        operations: what the program wanted.
        request: how the program was run.

    Raises:
        AppError: the program cannot be served.
        ConfigurationError: there is no such project, or a value of the configuration
            cannot be one.
    """

    def __init__(self, root: Path, stack: str, config: Mapping[str, Any]) -> None:
        project = read_project(root)
        self._folder = Folder()
        try:
            request = self._request(project, stack, config)
            here = self._folder.path / stack
            certificate.give(here)
            self._simulator = Simulator(root, stack, here, spare.take)
            self._start_ahead()
            plan, state = deploy(request)
            certificate.keep(here)
            self.request: Mapping[str, Any] = {**request, "state": state}
            self.operations: tuple[Operation, ...] = plan.operations
            self.admin = Admin(here)
        except BaseException:
            self._stop()
            raise

    def close(self) -> None:
        """End the simulator, and leave nothing behind."""
        self.admin.close()
        self._stop()

    def stage(self, api_id: str) -> Mapping[str, Any]:
        """Return what the program says of an API's stage."""
        stages = (each.props for each in self.operations if each.kind == "stage")
        return next(each for each in stages if each["api"] == api_id)

    def _request(
        self, project: Project, stack: str, config: Mapping[str, Any]
    ) -> dict[str, Any]:
        variables = environment(project, stack)
        known = read_configuration(project, stack, variables)
        given = {
            key if ":" in key else f"{project.name}:{key}": _text(key, value)
            for key, value in config.items()
        }
        is_folder = project.main.is_dir()
        return {
            "root": str(project.root),
            "folder": str(project.folder),
            "program": "." if is_folder else project.main.name,
            "project": project.name,
            "stack": stack,
            "environment": {**variables, STACKS: str(self._folder.path)},
            # Whatever target the stack's file says, tests are of the simulator.
            "config": {
                **known.values,
                f"{project.name}:target": "sim",
                "wingws:target": "sim",
                **given,
            },
            "secrets": [key for key in known.secrets if key not in given],
            "state": {"daemon": None, "resources": {}},
        }

    def _start_ahead(self) -> None:
        """Start the simulator while the program runs.

        Who then asks for one finds it, or waits at the same lock, and is told what is
        wrong.
        """

        def start() -> None:
            with suppress(SimulatorError):
                self._simulator.start(None, None, options={})

        self._starting = threading.Thread(target=start, daemon=True)
        self._starting.start()

    def _stop(self) -> None:
        if hasattr(self, "_starting"):
            self._starting.join()
            with suppress(SimulatorError):
                self._simulator.stop()
        self._folder.remove()


def _text(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as exc:
        raise ConfigurationError(
            f"config {key!r} is {value!r}; expected text, or what JSON can carry"
        ) from exc
