"""What goes wrong at deploy time.

* :exc:`~wingws_runtime.WingWsError`

  * :exc:`ConfigurationError` (also a :exc:`ValueError`): an argument or a setting
  * :exc:`PhaseError`: a handler-time method called while the program is deployed
  * :exc:`SimulatorError`: the simulator could not be started or did not answer

Messages say what was given, then what is allowed.
"""

from wingws_runtime import WingWsError

__all__ = ["ConfigurationError", "PhaseError", "SimulatorError"]


class ConfigurationError(WingWsError, ValueError):
    """An argument, a decorator or a stack setting that cannot be deployed."""


class PhaseError(WingWsError, RuntimeError):
    """A handler-time method, called while the program is deployed.

    Attributes:
        component: whose method it is.
    """

    def __init__(self, component: object) -> None:
        self.component = component
        super().__init__(
            f"a handler-time method of {component!r} was called while the program is "
            "deployed; it works only inside a handler"
        )


class SimulatorError(WingWsError, RuntimeError):
    """The simulator of a stack could not be started, or refused a request."""
