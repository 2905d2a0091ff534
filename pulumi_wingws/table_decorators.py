"""The decorator of a ``DynamodbTable``, which registers what its stream invokes."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeAlias, TypeVar, Unpack, get_args, overload

from .errors import ConfigurationError
from .function_options import FunctionOptions, check_names, function_spec
from .module_path import function_at
from .option_kinds import check_choice
from .targets.function_specs import FunctionSpec
from .targets.route_specs import StreamSpec

__all__ = ["LONGEST", "StartingPosition", "TableDecorators", "check_stream"]

StartingPosition: TypeAlias = Literal["LATEST", "TRIM_HORIZON"]
Stream = TypeVar("Stream", bound=StreamSpec)
ChangeFunction = TypeVar(
    "ChangeFunction", bound=Callable[..., Awaitable[object] | object] | str
)

# https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
_LARGEST_BATCH = 10_000
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LONGEST = 900


class TableDecorators:
    """Usable bare, with options, or as a plain call."""

    def _add_change_handler(
        self, function: Callable[..., object], serves: StreamSpec, spec: FunctionSpec
    ) -> None:
        raise NotImplementedError

    @overload
    def on_change(
        self,
        function: ChangeFunction,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> ChangeFunction: ...
    @overload
    def on_change(
        self,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> Callable[[ChangeFunction], ChangeFunction]: ...
    def on_change(
        self,
        function: Any = None,
        /,
        *,
        batch_size: int = 100,
        starting_position: StartingPosition = "LATEST",
        **options: Unpack[FunctionOptions],
    ) -> Any:
        """Handle each change of an item: ``function(change)``, in the order of writes.

        The table needs a ``stream``, whose view says which of ``change.old`` and
        ``change.new`` there are. An exception holds all later changes up: that one is
        tried again until it succeeds or is a day old. It may take 900 seconds, as each
        invocation has up to ``batch_size`` changes.

        Args:
            function: or its path, as ``"handlers.rows.handler"``.
            batch_size: how many changes one invocation gets at most, 1 to 10000.
            starting_position: where a new one begins: ``"LATEST"`` with changes from
                now on, ``"TRIM_HORIZON"`` with those of the last day.
            options: of the function, as a ``WebSocket`` has them.

        Raises:
            ConfigurationError: the table has no stream, or another such handler; or
                an option that AWS would refuse.
        """
        check_names(options, FunctionOptions)
        serves = check_stream(StreamSpec(batch_size, starting_position))
        spec = function_spec(FunctionSpec(), options, longest=LONGEST)

        def decorate(function: ChangeFunction) -> ChangeFunction:
            handler: Any = function
            if isinstance(function, str):
                handler = function_at(function)
            self._add_change_handler(handler, serves, spec)
            return function

        return decorate if function is None else decorate(function)


def check_stream(stream: Stream) -> Stream:
    """Refuse what AWS would refuse of an event source mapping; return the rest."""
    size, position = stream.batch_size, stream.starting_position
    is_whole = isinstance(size, int) and not isinstance(size, bool)
    if not is_whole or not 1 <= size <= _LARGEST_BATCH:
        raise ConfigurationError(
            f"batch_size {size!r} is not allowed; "
            f"expected a whole number from 1 to {_LARGEST_BATCH}"
        )
    check_choice("starting_position", position, get_args(StartingPosition))
    return stream
