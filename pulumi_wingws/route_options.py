"""What a user may say of a route beside its function: how much of it there may be."""

from .errors import ConfigurationError
from .function_options import FunctionOptions
from .targets.api_specs import Throttle

__all__ = ["RouteOptions", "check_throttle", "route_throttle"]


class RouteOptions(FunctionOptions, total=False):
    """Options of one route; what is left out is as its ``WebSocket`` says.

    Attributes:
        throttle_burst: how many handshakes or messages of it may come at once.
        throttle_rate: how many of them a second in the long run.
    """

    throttle_burst: int
    throttle_rate: float


def route_throttle(
    route_key: str, base: Throttle, options: RouteOptions
) -> Throttle | None:
    """Return the throttle of a route, None if it has none of its own.

    Raises:
        ConfigurationError: one that AWS would refuse, or that answers 429 to
            everything, or of ``$disconnect``, which nobody sends and nobody may lose.
    """
    if "throttle_burst" not in options and "throttle_rate" not in options:
        return None
    if route_key == "$disconnect":
        raise ConfigurationError(
            "a throttle is not allowed on route '$disconnect'; "
            "expected it on $connect, or on a route of messages"
        )
    throttle = Throttle(
        options.get("throttle_burst", base.burst),
        options.get("throttle_rate", base.rate),
    )
    check_throttle(throttle)
    return throttle


def check_throttle(throttle: Throttle) -> None:
    """Refuse a throttle that is none, or that answers 429 to everything."""
    burst, rate = throttle.burst, throttle.rate
    if not isinstance(burst, int) or isinstance(burst, bool) or burst < 1:
        raise ConfigurationError(
            f"throttle_burst {burst!r} is not allowed; "
            "expected a whole number from 1, how many requests at once"
        )
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not rate > 0:
        raise ConfigurationError(
            f"throttle_rate {rate!r} is not allowed; "
            "expected a number above 0, how many requests a second"
        )
