"""One run of a Pulumi program: its target, its handlers, and their late resolution.

Registration is immediate, resolution is late. A decorated handler's resources are
registered at once; what it captures is looked at when the engine's loop first runs,
after the program's body has finished. All handlers are then looked at together, so that
every refusal of the program is shown in one error.
"""

import os
import shutil
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import pulumi
from pulumi.runtime import get_root_resource

from .body import Body
from .capturable import Capturable
from .cycles import Lineage
from .errors import ConfigurationError
from .handlers import (
    Component,
    HandlerSource,
    Refused,
    Slice,
    check_build,
    note_bindings,
    secrets_of,
    slice_handler,
    write_build,
)
from .platforms import check_platform
from .project import project_root, stack_folder
from .targets.base import Target

__all__ = ["TARGETS", "Program"]

#: The values that ``pulumi config set target`` accepts; the first is the default.
TARGETS = ("aws", "sim")


class Program:
    """The components of one run that have something in common.

    Found through the run's root resource and not through a module global: an inline
    automation program runs several stacks in one process.
    """

    def __init__(self, root: pulumi.Resource) -> None:
        check_platform(sys.platform)
        self.stack = pulumi.get_stack()
        self.project = pulumi.get_project()
        self.root = project_root()
        # Each stack has its own builds: none collects another's, destroy leaves none.
        self._builds = stack_folder(self.root, self.stack) / "build"
        self.target_name = _configured_target()
        self.target: Target = self._make_target()
        # Functions that say what only the whole program shows.
        self.checks: list[Callable[[], str | None]] = []
        self.lineage = Lineage()
        self._pending: dict[pulumi.Resource, HandlerSource] = {}
        self._slices: dict[pulumi.Resource, Slice] = {}
        self._body = Body(root, self.root)
        self._failure: pulumi.RunError | None = None

    @classmethod
    def current(cls) -> "Program":
        """Return the run's program, made at its first component.

        Raises:
            ConfigurationError: no program is running.
            pulumi.RunError: the stack's target or the platform cannot be used. It is
                no fault of the line that makes the component, so no traceback is shown.
        """
        root = get_root_resource()
        if root is None:
            raise ConfigurationError(
                "no Pulumi program is running; run it with `pulumi up`"
            )
        if root not in _programs:
            try:
                _programs[root] = cls(root)
            except ConfigurationError as exc:
                raise pulumi.RunError(str(exc)) from exc
        return _programs[root]

    def add_handler(self, handler: pulumi.Resource, source: HandlerSource) -> None:
        """Note a decorated handler and what its names are bound to right now."""
        self._pending[handler] = replace(
            source, bindings=note_bindings(source.function, classify)
        )

    def slice_of(self, handler: pulumi.Resource) -> Slice:
        """Return a handler's slice; call it only once the program's body has finished.

        Raises:
            pulumi.RunError: all refusals of the program, the same at every call.
        """
        self.check()
        return self._slices[handler]

    def check(self) -> None:
        """Resolve all handlers, once the program's body has finished.

        Raises:
            pulumi.RunError: all refusals of the program, the same at every call; or
                the exception that ended the program's body.
        """
        self._failure = self._failure or self._body.failure
        if self._failure is None and (self._pending or not self._slices):
            problems = self._resolve()
            if problems:
                self._failure = pulumi.RunError("\n\n".join(problems))
            elif not pulumi.runtime.is_dry_run():
                self._remove_old_builds()
        if self._failure is not None:
            raise self._failure

    def build_of(self, slice_: Slice) -> str:
        """Return the folder of a slice's build, relative to the project."""
        return (self._builds / slice_.sha256).relative_to(self.root).as_posix()

    def _resolve(self) -> list[str]:
        """Slice the handlers that are new; return the problems of the program."""
        pending, self._pending = self._pending, {}
        problems = [text for check in self.checks if (text := check())]
        secrets = _secrets()
        for handler, source in pending.items():
            try:
                self._slices[handler] = slice_handler(
                    source, root=self.root, classify=classify, secrets=secrets
                )
            except Refused as refused:
                problems.append(str(refused))
        problems.extend(
            text for handler in pending if (text := self._cycle_through(handler))
        )
        if not problems:
            problems.extend(self._check_builds(pending))
        return list(dict.fromkeys(problems))

    def _cycle_through(self, handler: pulumi.Resource) -> str | None:
        path = self.lineage.path_to(handler, self._captured(handler), self._captured)
        if path is None:
            return None
        names = (
            f"{each.pulumi_resource_type} {each.pulumi_resource_name!r}"
            for each in path
        )
        return (
            f"handler {handler.pulumi_resource_name!r} captures what waits for the "
            f"handler itself: {' → '.join(names)}; an API's callback_url and api_id "
            "wait for no handler, its url waits for all of them"
        )

    def _captured(self, handler: pulumi.Resource) -> list[object]:
        """Return the Outputs that a handler captures, none if it is no handler."""
        if handler not in self._slices:
            return []
        return [used.value for used in self._slices[handler].outputs]

    def _check_builds(self, handlers: Iterable[pulumi.Resource]) -> Iterator[str]:
        """Write builds, import them as Lambda would, side by side; yield problems."""
        slices = {self._slices[h].sha256: self._slices[h] for h in handlers}

        def check(slice_: Slice) -> str | None:
            try:
                build = write_build(slice_, self._builds)
                check_build(slice_, build, root=self.root)
            except Refused as refused:
                return str(refused)
            return None

        with ThreadPoolExecutor() as pool:
            yield from filter(None, pool.map(check, slices.values()))

    def _remove_old_builds(self) -> None:
        """Remove the builds that nobody names any more."""
        named = {slice_.sha256 for slice_ in self._slices.values()}
        named |= self.target.builds_in_use()
        for build in self._builds.iterdir():
            if build.name not in named:
                shutil.rmtree(build, ignore_errors=True)

    def _make_target(self) -> Target:
        # The one not chosen is not imported: pulumi_aws is an extra, and heavy.
        if self.target_name == "sim":
            from .targets.sim import SimTarget

            return SimTarget(self)
        from .targets.aws import AwsTarget

        return AwsTarget(self)


_programs: "weakref.WeakKeyDictionary[pulumi.Resource, Program]" = (
    weakref.WeakKeyDictionary()
)


def classify(value: object) -> Component | Literal["output", "resource"] | None:
    """Tell the slicer which captured objects are ours, Outputs or foreign resources."""
    if isinstance(value, Capturable):
        return Component(
            kind=type(value).__name__,
            name=value.name,
            methods=value._handler_methods,
        )
    if isinstance(value, pulumi.Output):
        return "output"
    if isinstance(value, pulumi.Resource):
        return "resource"
    return None


def _secrets() -> dict[str, str]:
    """Name the values that no artifact may contain: of the shell and of the stack."""
    secrets = secrets_of(os.environ)
    for key, value in pulumi.runtime.config.CONFIG.get().items():
        if pulumi.runtime.config.is_config_secret(key):
            secrets[f"the secret configuration {key}"] = str(value)
    return secrets


def _configured_target() -> str:
    own = pulumi.Config().get("target")
    namespaced = pulumi.Config("wingws").get("target")
    if own is not None and namespaced is not None and own != namespaced:
        raise ConfigurationError(
            f"config has target {own!r} and wingws:target {namespaced!r}; "
            "set only one of them"
        )
    target = own or namespaced or TARGETS[0]
    if target not in TARGETS:
        raise ConfigurationError(
            f"target {target!r} is unknown; expected {' or '.join(TARGETS)}"
        )
    return target
