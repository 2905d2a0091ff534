"""``Connections``: the table that knows who is connected to a ``WebSocket``."""

from collections.abc import Callable, Collection
from typing import Any

import pulumi

from .change_handler import ChangeHandler
from .dynamodb_table import DynamodbTable
from .errors import ConfigurationError
from .explanation import Permission
from .handler import described
from .late import late
from .naming import child_name
from .permissions import (
    REGISTRATION_ACTIONS,
    REGISTRY_ACTIONS,
    registry_statement,
)
from .program import Program
from .registration import Registration
from .targets.function_specs import FunctionSpec
from .targets.route_specs import PresenceSpec
from .targets.table_specs import TableSpec

__all__ = ["Connections"]

_VIEW = "NEW_AND_OLD_IMAGES"


class Connections:
    """The registry of an API's connections: ``wingws_runtime.registry`` says how.

    Args:
        owner: name of the ``WebSocket`` that it is of.
        program: the run's.
        opts: makes the options of a child of the ``WebSocket``.

    Attributes:
        table: the rows, which are about open connections, and so need no protection.
    """

    def __init__(
        self,
        owner: str,
        program: Program,
        opts: Callable[[], pulumi.ResourceOptions],
    ) -> None:
        self._owner = owner
        self._program = program
        self._opts = opts
        self._presence_handler: ChangeHandler | None = None
        self.table = DynamodbTable._from_spec(
            TableSpec(
                resource_name=child_name(owner, "connections"),
                table_name=None,
                hash_key="pk",
                range_key="sk",
                attribute_definitions={"pk": "S", "sk": "S"},
                time_to_live_attribute="expires",
                stream=late(self._stream()),
                deletion_protection=False,
            ),
            opts(),
        )

    def registration(self, route_keys: Collection[str]) -> Registration | None:
        """Say what a function needs that is for some routes; None for nothing."""
        actions = {
            action for key in route_keys for action in REGISTRATION_ACTIONS.get(key, ())
        }
        if not actions:
            return None
        return Registration(
            self.table.table_name,
            self._statement(actions),
            Permission(
                tuple(sorted(actions)), self.table.name, places=("connections=True",)
            ),
        )

    def statements(
        self, methods: Collection[str]
    ) -> list[pulumi.Output[dict[str, Any]]]:
        """Say what a handler may do that calls methods of the ``WebSocket``."""
        actions = {a for method in methods for a in REGISTRY_ACTIONS.get(method, ())}
        return [self._statement(actions)] if actions else []

    def add_presence_handler(
        self, function: Callable[..., object], serves: PresenceSpec, spec: FunctionSpec
    ) -> None:
        """Add what hears who comes and leaves.

        Raises:
            ConfigurationError: there is one.
        """
        if other := self._presence_handler:
            root = self._program.stack.root
            both = " and ".join(described(f, root) for f in (other.function, function))
            raise ConfigurationError(
                f"WebSocket {self._owner!r} has two handlers of presences, {both}; "
                "keep one of them"
            )
        self._presence_handler = ChangeHandler(
            child_name(self._owner, "presence"),
            function,
            program=self._program,
            table=self.table._table,
            statements=self.table._stream_statements(),
            serves=serves,
            spec=spec,
            opts=self._opts(),
        )
        self.table._change_handlers["on_presence"] = self._presence_handler

    def _statement(self, actions: Collection[str]) -> pulumi.Output[dict[str, Any]]:
        return self.table.arn.apply(
            lambda arn: registry_statement(actions, table_arn=arn)
        )

    async def _stream(self) -> str | None:
        """Say what its stream shows, once the program's body has finished."""
        self._program.check()
        return _VIEW if self._presence_handler else None
