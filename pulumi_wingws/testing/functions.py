"""The handlers of a running program, found by what tests call them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ConfigurationError

__all__ = ["Function", "find_function"]

__tracebackhide__ = True  # pytest then shows the test's own line


@dataclass(frozen=True)
class Function:
    """A handler.

    Attributes:
        name: of the function that runs it.
        route_key: of its route, if that has to be told from others of the function.
    """

    name: str
    route_key: str | None = None


def find_function(state: Mapping[str, Any], handler: str) -> Function:
    """Return the handler of a name.

    Args:
        state: as the verb ``state`` of the admin API has it.
        handler: a route key, as ``$default``; where several APIs have that route, the
            API's name before it, as ``MyWebSocket $default``; or a function's name.

    Raises:
        ConfigurationError: there is none, or there are several.
    """
    names = [each["name"] for each in state["functions"]]
    if handler in names:
        return Function(handler)
    routes = {
        f"{api['name']} {route['route_key']}": Function(
            route["function"], route["route_key"]
        )
        for api in state["apis"]
        for route in api["routes"]
    }
    found = [
        function
        for name, function in routes.items()
        if handler in (name, function.route_key)
    ]
    if len(found) != 1:
        problem = "stands for several" if found else "is unknown"
        known = ", ".join(map(repr, (*sorted(routes), *sorted(names))))
        raise ConfigurationError(
            f"handler {handler!r} {problem}; expected one of {known}"
        )
    return found[0]
