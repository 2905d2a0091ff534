"""The objects that a handler can reach, as the first pass finds them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from ..model import Classify, Component, UsedComponent, UsedOutput
from ..program.annotations import Annotation
from ..program.modules import Module, Program
from ..program.scopes import Scope
from ..program.statements import Position, Statement
from ..refusals import Refusal, refusal_at
from .class_data import ClassAttribute

__all__ = ["Closure", "Definition", "Graph", "Reached"]


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

    `function` is what runs when the handler, perhaps a bound method, is called.

    `resources` are Outputs of components and resources by their names, `user_methods`
    what a subclass adds to a component, `attributes` data of classes, nested ones too,
    that their text may not yield again, `defaults` their methods. `members` are reached
    as an attribute of something else, as a method of its class. `tombstones` are names
    of deploy time in code of helpers.
    """

    program: Program
    classify: Classify
    handler: object
    function: FunctionType
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
    methods: dict[int, tuple[object, Component, set[str]]] = field(default_factory=dict)
    escaped: set[int] = field(default_factory=set)
    reruns: dict[tuple[Module, str], list[Statement]] = field(default_factory=dict)
    outputs: dict[int, UsedOutput] = field(default_factory=dict)
    resources: dict[int, dict[str, Any]] = field(default_factory=dict)
    tombstones: dict[tuple[Module, str], Reached] = field(default_factory=dict)
    registered: list[tuple[type, type]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def home(self) -> Module:
        """The module of the handler."""
        return self.program.module_of(self.function)

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

    def add_component(self, value: object, component: Component) -> set[str]:
        """Note a component and give the set of the methods that are called on it."""
        return self.methods.setdefault(id(value), (value, component, set()))[2]

    def components(self) -> tuple[UsedComponent, ...]:
        """Give the components that were reached, by name."""
        used = [
            UsedComponent(
                value,
                component,
                component.methods if id(value) in self.escaped else frozenset(called),
                id(value) in self.escaped,
            )
            for value, component, called in self.methods.values()
        ]
        return tuple(sorted(used, key=lambda u: (u.component.kind, u.component.name)))

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
