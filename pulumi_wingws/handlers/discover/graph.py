"""The objects that a handler can reach, as the first pass finds them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from ..model import Classify, Component, UsedOutput
from ..program.annotations import Annotation
from ..program.modules import Module, Program
from ..program.scopes import Scope
from ..program.statements import Position, Statement
from ..refusals import Refusal, refusal_at
from ..values.reduced import Reduced
from .class_data import ClassAttribute

__all__ = ["Closure", "Definition", "Graph", "Reached", "TextPlace"]

TextPlace = tuple[str, int, int]
"""A place in the program's text: the file, the line, and the column in bytes."""


@dataclass(frozen=True, eq=False)
class Reached:
    """Where the walk is: what was mentioned, in which line, and from where it came."""

    label: str
    module: Module
    position: Position
    parent: Reached | None = None

    @property
    def chain(self) -> tuple[str, ...]:
        """The names from the handler down to here."""
        before = self.parent.chain if self.parent else ()
        return (*before, self.label)


@dataclass(frozen=True, eq=False)
class Definition:
    """A function or class of the program whose text travels.

    `function` is what `def` made, before the decorators that are kept. `blanked` are
    the annotations that name things of deploy time.
    """

    value: object
    function: FunctionType | None
    module: Module
    statement: Statement
    decorators: tuple[ast.expr, ...]
    blanked: tuple[Annotation, ...]
    reached: Reached

    @property
    def node(self) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef:
        """The statement's tree."""
        node = self.statement.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        return node

    @property
    def name(self) -> str:
        """The name that the statement binds."""
        return self.node.name


@dataclass(frozen=True, eq=False)
class Closure:
    """A function of the program that no name of a module leads to.

    It is made again from the code at its text, and from the cells that it shares with
    other functions.
    """

    value: FunctionType
    module: Module
    scope: Scope
    blanked: tuple[Annotation, ...]
    reached: Reached


@dataclass
class Graph:
    """What the walk found, each thing once, in the order of the walk.

    `functions` are what runs when the handlers, perhaps bound methods, are called.

    `resources` are Outputs of components and resources by their names, `user_methods`
    what a subclass adds to a component, `attributes` data of classes, nested ones too,
    that their text may not yield again, `defaults` their methods. `members` are reached
    as an attribute of something else, as a method of its class. `tombstones` are names
    of deploy time in code of helpers, `buried` what their classes and defaults hold of
    it. `reduced` are objects of others by their parts,
    `annotations` those of functions that are not made by their `def`. `deleted` is what
    classes lack although their texts bind it.

    `included` are modules of which every name counts as reached; where there are any,
    or files, code may reach names by their text.

    `components` are those that were reached, with the methods called on them by name
    and where; `held` are those that code holds otherwise. `mentioned` says
    which component or module of others a global name stands for, by its place.
    """

    program: Program
    classify: Classify
    handlers: tuple[object, ...]
    functions: tuple[FunctionType, ...]
    included: tuple[Module, ...] = ()
    is_open: bool = False
    names: dict[tuple[Module, str], Reached] = field(default_factory=dict)
    modules: dict[int, Module] = field(default_factory=dict)
    definitions: dict[int, Definition] = field(default_factory=dict)
    closures: dict[int, Closure] = field(default_factory=dict)
    attributes: dict[int, list[tuple[type, list[ClassAttribute]]]] = field(
        default_factory=dict
    )
    defaults: dict[int, list[Definition]] = field(default_factory=dict)
    user_methods: dict[int, dict[str, FunctionType]] = field(default_factory=dict)
    members: dict[int, tuple[object, str]] = field(default_factory=dict)
    components: dict[int, tuple[object, Component, dict[str, str]]] = field(
        default_factory=dict
    )
    held: dict[int, Reached] = field(default_factory=dict)
    mentioned: dict[TextPlace, object] = field(default_factory=dict)
    reruns: dict[tuple[Module, str], list[Statement]] = field(default_factory=dict)
    outputs: dict[int, UsedOutput] = field(default_factory=dict)
    resources: dict[int, dict[str, Any]] = field(default_factory=dict)
    tombstones: dict[tuple[Module, str], Reached] = field(default_factory=dict)
    registered: list[tuple[type, type]] = field(default_factory=list)
    buried: dict[int, object] = field(default_factory=dict)
    reduced: dict[int, Reduced] = field(default_factory=dict)
    deleted: list[tuple[type, str]] = field(default_factory=list)
    annotations: dict[int, dict[str, object]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def homes(self) -> list[Module]:
        """The modules of the handlers."""
        return [self.program.module_of(function) for function in self.functions]

    def add_module(self, module: Module) -> None:
        """Note a module of the program that the artifact needs."""
        self.modules.setdefault(id(module), module)

    def is_named(self, definition: Definition) -> bool:
        """Tell whether a definition's name stands for what it defines, to the end."""
        return definition.module.namespace.get(definition.name) is definition.value

    def is_inside(self, closure: Closure) -> bool:
        """Tell whether a closure's text stands inside of other text that travels."""
        kept = {id(d.node) for d in self.definitions.values()}
        kept |= {id(c.scope.node) for c in self.closures.values()}
        return any(id(node) in kept for node in closure.scope.outer)

    def add_output(self, value: object, path: str) -> None:
        """Note an Output under a key that tells where the program holds it."""
        taken = {output.key for output in self.outputs.values()}
        key, count = path, 1
        while key in taken:
            count += 1
            key = f"{path}#{count}"
        self.outputs.setdefault(id(value), UsedOutput(key, value))

    def add_component(self, value: object, component: Component) -> dict[str, str]:
        """Note a component and give its methods that are called by name, and where."""
        return self.components.setdefault(id(value), (value, component, {}))[2]

    def add_mention(self, value: object, module: Module, position: Position) -> None:
        """Note for what a global name stands, a component or a module of others."""
        self.mentioned[module.path, *position] = value

    def refuse(self, reached: Reached, problem: str, remedy: str) -> None:
        """Note that what was reached cannot travel."""
        refusal = refusal_at(
            reached.module.source, reached.position, problem, reached.chain, remedy
        )
        if refusal not in self.refusals:
            self.refusals.append(refusal)

    def stop_at(self, verdict: tuple[str, str] | None, reached: Reached) -> None:
        """Refuse what was reached if a verdict names a problem, and the way out."""
        if verdict is not None:
            self.refuse(reached, *verdict)
