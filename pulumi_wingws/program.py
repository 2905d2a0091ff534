"""One run of a Pulumi program: its target, its handlers, and their late resolution.

Registration is immediate, resolution is late. A decorated handler's resources are
registered at once; what it captures is looked at when the engine's loop first runs,
after the program's body has finished. All handlers are then looked at together, so that
every refusal of the program is shown in one error.
"""

import os
import sys
import traceback
import weakref
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

import pulumi
from pulumi.runtime import get_root_resource

from .artifacts import Artifact, Artifacts
from .body import Body
from .capturable import Capturable
from .configuration import configuration_of
from .cycles import Lineage
from .dependencies import DependencyError
from .errors import ConfigurationError
from .explanation import Explanation, write_all
from .handlers import (
    Component,
    HandlerSource,
    Refused,
    Slice,
    note_bindings,
    secrets_of,
    slice_handler,
)
from .lambda_function import LambdaFunction
from .lints import Lint, summary
from .platforms import check_platform
from .project import Stack, project_root
from .target_setting import chosen_target
from .targets.base import Target
from .targets.function_specs import FunctionSpec

__all__ = ["Program"]


class Program:
    """The components of one run that have something in common.

    Found through the run's root resource and not through a module global: an inline
    automation program runs several stacks in one process.
    """

    def __init__(self, root: pulumi.Resource) -> None:
        check_platform(sys.platform)
        self.stack = Stack(pulumi.get_stack(), pulumi.get_project(), project_root())
        self.target_name = _configured_target()
        self.target: Target = self._make_target()
        # Functions that add what the program has not, once its body has finished.
        self.endings: list[Callable[[], None]] = []
        # Functions that say what only the whole program shows.
        self.checks: list[Callable[[], str | None]] = []
        # Functions that list what the program may regret on AWS.
        self.lints: list[Callable[[], list[Lint]]] = []
        self._found_lints: list[Lint] = []
        self.lineage = Lineage()
        # All handlers and what they stand for, for tests that call them.
        self.sources: list[tuple[pulumi.Resource, HandlerSource]] = []
        self._inits: list[tuple[pulumi.Resource | None, Callable[[], object]]] = []
        self._pending: dict[pulumi.Resource, list[HandlerSource]] = {}
        self._functions: dict[pulumi.Resource, FunctionSpec] = {}
        self._foreign: dict[pulumi.Resource, LambdaFunction] = {}
        self._slices: dict[pulumi.Resource, Slice] = {}
        self._maker = Artifacts(self.stack)
        self._artifacts: dict[pulumi.Resource, Artifact] = {}
        self._explanations: dict[str, Explanation] = {}
        self._body = Body(root, self.stack.root)
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

    def add_handler(
        self, handler: pulumi.Resource, source: HandlerSource, function: FunctionSpec
    ) -> None:
        """Note a decorated function and what its names are bound to right now.

        Args:
            handler: the component whose function runs it, perhaps beside others.

        Raises:
            ConfigurationError: it runs already without this one.
        """
        if handler in self._slices:  # an async program's
            raise ConfigurationError(
                f"the handler {source.name} of route {source.route_key!r} comes too "
                "late; decorate it before the program's first await"
            )
        self._functions[handler] = function
        self.sources.append((handler, source))
        if not source.is_of_runtime:
            bindings = note_bindings(
                source.function, root=self.stack.root, classify=classify
            )
            source = replace(source, bindings=bindings)
        self._pending.setdefault(handler, []).append(source)

    def add_foreign_handler(
        self, handler: pulumi.Resource, function: LambdaFunction
    ) -> None:
        """Note the handler of a function that is not ours."""
        self._foreign[handler] = function

    def artifact_of(self, handler: pulumi.Resource) -> Artifact:
        """Return what became of a handler, once the program's body has finished.

        Raises:
            pulumi.RunError: all refusals of the program, the same at every call.
        """
        self.check()
        return self._artifacts[handler]

    def add_init(
        self, function: Callable[[], object], owner: pulumi.Resource | None = None
    ) -> None:
        """Note a function for the cold starts of the owner's handlers, or of all."""
        self._inits.append((owner, function))

    def check(self) -> None:
        """Resolve all handlers, once the program's body has finished.

        Raises:
            pulumi.RunError: all refusals of the program, the same at every call; or
                the exception that ended the program's body.
        """
        self._failure = self._failure or self._body.failure
        while self._failure is None and self.endings:
            self.endings.pop(0)()
        if self._failure is None and (self._pending or not self._slices):
            try:
                problems = self._resolve()
            except Exception:  # ours; without it every later call would miss something
                problems = [f"wingws failed at this program:\n{traceback.format_exc()}"]
            if problems:
                self._failure = pulumi.RunError("\n\n".join(problems))
            else:
                self._lint()
                if not pulumi.runtime.is_dry_run():
                    self._maker.remove_all_but(
                        [*self._artifacts.values()], self.target.builds_in_use()
                    )
        if self._failure is not None:
            raise self._failure

    def add_explanation(self, explanation: Explanation) -> None:
        """Keep what `wingws explain` says of a handler."""
        self._explanations[explanation.handler] = explanation
        write_all(self.stack, self._explanations.values(), self._found_lints)

    def _lint(self) -> None:
        """Find what the program may regret on AWS; a preview says so in one line."""
        if self.target_name != "aws":
            return
        before = self._found_lints
        self._found_lints = [lint for lints in self.lints for lint in lints()]
        is_new = self._found_lints and self._found_lints != before
        if is_new and pulumi.runtime.is_dry_run():
            pulumi.log.warn(summary(self._found_lints))

    def _resolve(self) -> list[str]:
        """Slice the handlers that are new; return the problems of the program."""
        pending, self._pending = self._pending, {}
        problems = [text for check in self.checks if (text := check())]
        secrets = _secrets()
        for handler, sources in pending.items():
            inits = tuple(
                function
                for owner, function in self._inits
                if owner in (None, getattr(handler, "owner", None))
            )
            try:
                self._slices[handler] = slice_handler(
                    *(replace(source, inits=inits) for source in sources),
                    root=self.stack.root,
                    classify=classify,
                    secrets=secrets,
                )
            except Refused as refused:
                problems.append(str(refused))
        problems.extend(
            text
            for handler in (*pending, *self._foreign)
            if (text := self._cycle_through(handler))
        )
        if not problems:
            problems.extend(self._make_artifacts(pending))
        return list(dict.fromkeys(problems))

    def _cycle_through(self, handler: pulumi.Resource) -> str | None:
        # What is last is looked at first, and makes the shorter path.
        waits_for = [*self.lineage.inputs_below(handler), *self._captured(handler)]
        path = self.lineage.path_to(handler, waits_for, self._captured)
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
        """Return what a handler waits for, nothing if it is no handler."""
        if handler in self._foreign:
            return [self._foreign[handler]]
        if handler not in self._slices:
            return []
        captured = (used.value for used in self._slices[handler].outputs)
        return [*captured, *self._functions[handler].waits_for]

    def _make_artifacts(self, handlers: Iterable[pulumi.Resource]) -> Iterator[str]:
        """Make what is deployed, side by side, and check it; yield problems."""
        alike: dict[object, list[pulumi.Resource]] = {}
        for handler in handlers:
            key = self._slices[handler].sha256, self._functions[handler]
            alike.setdefault(key, []).append(handler)

        def make(handlers: list[pulumi.Resource]) -> Artifact | str:
            slice_, function = self._slices[handlers[0]], self._functions[handlers[0]]
            platform = self.target.platform(function.architecture)
            try:
                return self._maker.make(slice_, function, platform)
            except Refused as refused:
                return str(refused)
            except DependencyError as exc:
                return f"handler {handlers[0].pulumi_resource_name!r}: {exc}"

        with ThreadPoolExecutor() as pool:
            results = list(pool.map(make, alike.values()))
        yield from (result for result in results if isinstance(result, str))
        made = [result for result in results if isinstance(result, Artifact)]
        yield from map(str, self._maker.check(made))
        for handlers, result in zip(alike.values(), results, strict=True):
            if isinstance(result, Artifact):
                self._artifacts.update(dict.fromkeys(handlers, result))

    def _make_target(self) -> Target:
        # The one not chosen is not imported: pulumi_aws is an extra, and heavy.
        if self.target_name == "sim":
            from .targets.sim import SimTarget

            return SimTarget(self.stack)
        from .targets.aws import AwsTarget

        return AwsTarget(self.stack)


_programs: "weakref.WeakKeyDictionary[pulumi.Resource, Program]" = (
    weakref.WeakKeyDictionary()
)


def classify(value: object) -> Component | Literal["output", "resource"] | None:
    """Tell the slicer which captured objects are ours, Outputs or foreign resources."""
    if isinstance(value, Capturable):
        return Component(
            kind=_handle_class(type(value)),
            name=value.name,
            methods=value._handler_methods,
            lacks=value._lacking_methods,
        )
    if isinstance(value, pulumi.Output):
        return "output"
    if isinstance(value, pulumi.Config):
        return configuration_of(value)
    if isinstance(value, pulumi.Resource):
        return "resource"
    return None


def _handle_class(cls: type) -> str:
    """Name the class of ours nearest to a component's own, which may be a user's."""
    return next(
        each.__name__
        for each in cls.__mro__
        if each.__module__.partition(".")[0] == __package__
    )


def _secrets() -> dict[str, str]:
    """Name the values that no artifact may contain: of the shell and of the stack."""
    secrets = secrets_of(os.environ)
    for key, value in pulumi.runtime.config.CONFIG.get().items():
        if pulumi.runtime.config.is_config_secret(key):
            secrets[f"the secret configuration {key}"] = str(value)
    return secrets


def _configured_target() -> str:
    own = pulumi.Config().get("target")
    return chosen_target(own, pulumi.Config("wingws").get("target"))
