"""First pass: discover every object that a handler can reach, and how it was reached.

The walk goes by values: from the handler's code to the names it mentions, to what these
names stand for now that the program has ended, and on. It edits and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import FunctionType, ModuleType

from ..model import Classify, HandlerSource
from ..program.definitions import Undefined, is_own
from ..program.importable import importable_name
from ..program.modules import Module, NoSource, Program
from ..program.names import Use
from ..values.functions import function_behind
from ..values.instances import class_of, is_made_again, state_of
from ..values.literals import children_of
from .apart import take_apart
from .classes import Classes
from .functions import Functions
from .graph import Graph, Reached
from .mentions import Mentions
from .settings import find_settings
from .texts import Texts
from .verdicts import judge_import, judge_value
from .visits import Visits

__all__ = ["discover"]


def discover(
    sources: Sequence[HandlerSource],
    program: Program,
    classify: Classify,
    included: tuple[Module, ...] = (),
) -> Graph:
    """Walk from handlers' functions to everything that they can reach.

    Raises:
        NoSource: a handler itself has no text.
    """
    graph = Graph(
        program,
        classify,
        tuple(source.function for source in sources),
        tuple(map(_function, sources)),
        included,
        is_open=any(source.include for source in sources),
    )
    inits = dict.fromkeys(init for source in sources for init in source.inits)
    names = [source.name for source in sources]
    starts = map(_start, names, graph.functions, graph.homes)
    _Walk(graph).run(list(starts), inits)
    return graph


def _function(source: HandlerSource) -> FunctionType:
    function = function_behind(source.function)
    assert function is not None
    return function


def _start(name: str, function: FunctionType, home: Module) -> Reached:
    return Reached(name, home, (function.__code__.co_firstlineno, 0))


class _Walk:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._visits = Visits(graph)
        self._mentions = Mentions(graph, self._visits.visit)
        self._texts = texts = Texts(graph, self._mentions)
        self._functions = Functions(graph, self._visits, self._mentions, texts)
        self._classes = Classes(graph, self._visits, self._mentions, texts)

    def run(
        self, starts: Sequence[Reached], inits: Iterable[Callable[[], object]]
    ) -> None:
        """Walk until nothing new is found."""
        for handler, reached in zip(self._graph.handlers, starts, strict=True):
            self._visits.visit(handler, reached, reached.label)
        for init in inits:
            name = getattr(init, "__name__", "on_init")
            self._visits.visit(init, starts[0], name)
        for module in self._graph.included:
            position = (1, 0)
            here = Reached(f"include {module.name}", module, position, starts[0])
            self._mentions.take_all(module, here)
        while self._visits or self._visit_more():
            value, reached, path = self._visits.next()
            try:
                self._expand(value, reached, path)
            except NoSource as exc:
                problem = f"'{path}' has no source: {exc}"
                self._graph.refuse(reached, problem, "define it in a file")
            except Undefined as exc:
                self._graph.refuse(reached, f"'{path}' {exc.problem}", exc.remedy)
        self._mentions.refuse_unbound()
        find_settings(self._graph)

    def _visit_more(self) -> bool:
        """Come to what only the code that is known by now shows; tell if it is new."""
        self._mentions.components.visit_held(self._texts.attributes)
        self._texts.follow_asked_annotations()
        return self._classes.visit_subclasses()

    def _expand(self, value: object, reached: Reached, path: str) -> None:
        program = self._graph.program
        if isinstance(value, ModuleType):
            use = Use(value.__name__, (), None, reached.position)
            self._mentions.modules.attributes(value, (), use, reached)
        elif is_own(value, program):
            if isinstance(value, type):
                self._classes.expand(value, reached)
            else:
                self._functions.expand(value, reached, path)
        elif (name := importable_name(value, program)) is not None:
            self._graph.stop_at(judge_import(name, path, self._graph), reached)
        elif (children := children_of(value)) is not None:
            for key, child in children:
                self._visits.visit(child, reached, f"{path}{key}")
        elif is_made_again(value, program):
            self._instance(value, reached, path)
        elif not (
            self._mentions.reruns.make_again(value, reached)
            or self._apart(value, reached, path)
        ):
            self._graph.stop_at(judge_value(value, path, program), reached)

    def _instance(self, value: object, reached: Reached, path: str) -> None:
        if cls := class_of(value):
            self._visits.visit(cls, reached, cls.__name__)
        state = state_of(value)
        if state is None and self._apart(value, reached, path):
            return
        if state is None:
            verdict = judge_value(value, path, self._graph.program)
            self._graph.stop_at(verdict, reached)
            return
        for key, child in state.items():
            self._visits.visit(child, reached, f"{path}{key}")

    def _apart(self, value: object, reached: Reached, path: str) -> bool:
        """Go on to the parts of an object that has no line; tell whether it has any."""
        reduced = take_apart(value, self._graph)
        if reduced is None:
            return False
        self._graph.reduced[id(value)] = reduced
        for key, part in reduced.parts():
            self._visits.visit(part, reached, f"{path}{key}")
        return True
