"""Handlers that a test calls itself, in its own process."""

from collections.abc import Callable
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any

from .deployment import Deployment
from .functions import Function

if TYPE_CHECKING:
    from .handler_time import HandlerTime
    from .program import Program

__all__ = ["DirectCalls"]

__tracebackhide__ = True  # pytest then shows the test's own line


class DirectCalls:
    """Lets handlers be called; what they captured acts on the simulator until the end.

    Args:
        deployment: whose program it is.
    """

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._handler_time: HandlerTime | None = None

    def module(self) -> ModuleType:
        """Return the program's ``__main__``.

        Raises:
            AppError: the program does not run here.
        """
        return self._begun().module

    def handler(self, function: Function) -> Callable[..., Any]:
        """Return what was decorated.

        Raises:
            AppError: the program does not run here.
        """
        return self._begun().handler(function)

    def end(self) -> None:
        """Let the process be as it was before."""
        if self._handler_time is not None:
            self._handler_time.end()

    def _begun(self) -> "Program":
        self._deployment.admin.check_open()
        if self._handler_time is None:
            self._handler_time = self._new_handler_time()
        self._handler_time.check_free()
        program = self._program  # it runs before the environment is that of handlers
        self._handler_time.begin(self._deployment.admin.now())
        return program

    def _new_handler_time(self) -> "HandlerTime":
        from .handler_time import HandlerTime, captured

        request = self._deployment.request
        credentials = self._deployment.admin.ask("credentials")
        variables = {**captured(self._deployment.operations), **credentials}
        return HandlerTime(variables, request["config"], request["secrets"])

    @cached_property
    def _program(self) -> "Program":
        from .program import Program  # it loads Pulumi

        return Program(self._deployment.request)
