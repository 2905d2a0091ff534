"""The words in which deploy time and the slicer talk about a handler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any, Literal

from .refusals import Warning

__all__ = [
    "READ_IN_PLACE",
    "Classify",
    "Component",
    "Configuration",
    "ForeignImport",
    "HandlerSource",
    "NotedBinding",
    "Place",
    "Slice",
    "UsedComponent",
    "UsedOutput",
]


@dataclass(frozen=True)
class Component:
    """A component as handlers see it.

    `kind` names the handle class of wingws_runtime, `name` is the handle's key in the
    environment, and `methods` are all the handler-time methods it has; `lacks` are
    others of its class, each with what to do to have it.
    """

    kind: str
    name: str
    methods: frozenset[str]
    lacks: Mapping[str, str] = field(default_factory=dict, compare=False, kw_only=True)


@dataclass(frozen=True)
class Configuration(Component):
    """The configuration of one namespace as handlers see it.

    `read` takes a getter's name and a key and gives the Output that travels. It raises
    a ValueError that says what is wrong, and in its next line what to do.
    """

    read: Callable[[str, str], object]


READ_IN_PLACE = 'read each key in place, as pulumi.Config().require("key")'
"""The way out where no reading of the code finds what keys it reads."""


Classify = Callable[[object], Component | Literal["output", "resource"] | None]
"""Tells what a captured object is to Pulumi; None when it is nothing of Pulumi's."""


@dataclass(frozen=True)
class NotedBinding:
    """What a name stood for when the handler was decorated; `line` is the handler's.

    `function` mentions it, and `namespace` has it: that of a module of the program.
    """

    name: str
    value: object
    line: int
    function: FunctionType
    namespace: Mapping[str, object]


@dataclass(frozen=True)
class HandlerSource:
    """A user's function and how it is to be called: what becomes an artifact.

    `inits` are functions that run once per cold start, before the first event;
    `include` names modules and files that travel though no code mentions them.
    Of handlers that share an artifact each has the `route_key` of its events. One that
    `is_of_runtime` is a function of wingws_runtime, by that name, and no user's.
    """

    function: Callable[..., Any]
    kind: str
    name: str
    reply: bool = False
    inits: tuple[Callable[[], object], ...] = ()
    bindings: tuple[NotedBinding, ...] = ()
    include: tuple[str, ...] = ()
    route_key: str = ""
    is_of_runtime: bool = False


@dataclass(frozen=True)
class UsedComponent:
    """A component that a handler reaches, and which of its methods.

    `methods` says of each where the code calls it, as `file:line`, or nothing. A handle
    that escapes, into code of others or by a computed name, counts as using all of its
    methods; `escape` says how.
    """

    value: object
    component: Component
    methods: Mapping[str, str]
    escape: str = ""


@dataclass(frozen=True)
class UsedOutput:
    """An Output that a handler reads, under the key it has in the environment."""

    key: str
    value: object


@dataclass(frozen=True)
class ForeignImport:
    """A module of a third-party package that an artifact imports, and where first."""

    module: str
    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Place:
    """A global name that the artifact has, where it is bound, and what it must hold.

    `value` is a description in JSON: see `descriptions.describe`.
    """

    module: str
    name: str
    file: str
    line: int
    value: Any


@dataclass(frozen=True)
class Slice:
    """The artifact of the handlers of that name, mostly of one, and what it needs.

    `files` maps POSIX paths to contents, sorted. `source` is the text a person would
    diff, `sha256` the identity of `files`.
    `places` are the names whose values `check_build` compares, `modules` the program's
    modules that travel, `imports` the modules of packages that must come along;
    `captures` say for a person what it took along, and how; `warnings` are what works
    but may surprise.
    """

    name: str
    files: Mapping[str, bytes]
    components: tuple[UsedComponent, ...]
    outputs: tuple[UsedOutput, ...]
    source: str
    sha256: str
    places: tuple[Place, ...]
    warnings: tuple[Warning, ...]
    modules: tuple[str, ...]
    imports: tuple[ForeignImport, ...]
    captures: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line: `on_message ← connections (table) · greet() app/util.py:12`."""
        captures = " · ".join(self.captures)
        return f"{self.name} ← {captures}" if captures else self.name

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(map(len, self.files.values()))
