"""``ChangeHandler``: what a table's stream invokes, and the function behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pulumi

from .handler import handler_source
from .handler_code import HandlerCode
from .program import Program
from .targets.api_specs import Resources
from .targets.function_specs import Code, FunctionSpec
from .targets.handler_specs import ChangeHandlerSpec
from .targets.route_specs import StreamSpec
from .targets.table_specs import Table

__all__ = ["ChangeHandler"]

TOKEN = "wingws:index:ChangeHandler"


class ChangeHandler(pulumi.ComponentResource):
    """The handler of a table's changes. Made by ``on_change`` of the table, and by
    ``on_presence`` of a ``WebSocket``, whose table has the changes.

    Args:
        statements: what lets its role read the stream, on top of those of its code.

    Attributes:
        function: the user's function, unchanged.
        resources: the children by role; which there are depends on the target.
    """

    resources: Resources

    def __init__(
        self,
        resource_name: str,
        function: Callable[..., object],
        *,
        program: Program,
        table: Table,
        statements: Sequence[pulumi.Output[Mapping[str, Any]]],
        serves: StreamSpec,
        spec: FunctionSpec,
        opts: pulumi.ResourceOptions,
    ) -> None:
        source = handler_source(function, serves, spec)
        self.function = function
        self.owner = opts.parent
        program.add_handler(self, source, spec)
        code = HandlerCode(
            self,
            resource_name,
            self.owner,
            program=program,
            spec=spec,
            purpose=lambda: f"{source.kind}s",
        )
        super().__init__(TOKEN, resource_name, {"source": code.source}, opts)
        self.resources = program.target.change_handler(
            ChangeHandlerSpec(
                resource_name=resource_name,
                table=table,
                serves=serves,
                function=spec,
                code=_reading(code.code, statements),
            ),
            opts=code.child_opts(),
        )
        self.register_outputs({})


def _reading(code: Code, statements: Sequence[pulumi.Output[Any]]) -> Code:
    both = pulumi.Output.all(code.statements, pulumi.Output.all(*statements))
    return replace(code, statements=both.apply(lambda all_: [*all_[0], *all_[1]]))
