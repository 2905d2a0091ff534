"""The decorator of a ``WebSocket`` by which it hears who comes and who leaves."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, Unpack, overload

from .function_options import FunctionOptions, check_names, function_spec
from .module_path import function_at
from .table_decorators import LONGEST, StartingPosition, check_stream
from .targets.function_specs import FunctionSpec
from .targets.route_specs import PresenceSpec

__all__ = ["PresenceDecorator"]

PresenceFunction = TypeVar(
    "PresenceFunction", bound=Callable[..., Awaitable[object] | object] | str
)


class PresenceDecorator:
    """Usable bare, with options, or as a plain call."""

    _function: FunctionSpec

    def _add_presence_handler(
        self, function: Callable[..., object], serves: PresenceSpec, spec: FunctionSpec
    ) -> None:
        raise NotImplementedError

    @overload
    def on_presence(
        self,
        function: PresenceFunction,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> PresenceFunction: ...
    @overload
    def on_presence(
        self,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> Callable[[PresenceFunction], PresenceFunction]: ...
    def on_presence(
        self,
        function: Any = None,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> Any:
        """Hear who comes into a room, and who has left it: ``function(presence)``.

        Once for each user, on however many connections: who comes on a second one has
        come already, and leaves with the last, also if that is found to be gone, or
        has expired. It needs ``connections=True``, is invoked by the stream of the
        table, and fails as a handler of ``on_change`` does: the same presence comes
        again. With ``handlers="single"`` too it has a function of its own.

        Args:
            function: or its path, as ``"handlers.rooms.handler"``.
            batch_size: how many changes one invocation gets at most, 1 to 10000.
            starting_position: where a new one begins: ``"LATEST"`` with changes from
                now on, ``"TRIM_HORIZON"`` with those of the last day.
            options: of the function, whose ``timeout`` may be 900 seconds.

        Raises:
            ConfigurationError: the API is without ``connections=True``, or has another
                such handler; or an option that AWS would refuse.
        """
        check_names(options, FunctionOptions)
        serves = check_stream(PresenceSpec(batch_size, starting_position))
        spec = function_spec(self._function, options, longest=LONGEST)

        def decorate(function: PresenceFunction) -> PresenceFunction:
            handler: Any = function
            if isinstance(function, str):
                handler = function_at(function)
            self._add_presence_handler(handler, serves, spec)
            return function

        return decorate if function is None else decorate(function)
