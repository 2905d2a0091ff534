"""Handlers that a test calls itself act on the simulator, as deployed ones would."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import boto3
import pulumi
from pulumi.runtime.config import set_all_config
from wingws_runtime import clients, environment, invocation, transport

from .. import phase
from ..dev.plan import Operation
from ..errors import PhaseError
from .errors import AppError

__all__ = ["HandlerTime", "captured"]


class HandlerTime:
    """What a handler finds around it, in this process while it lasts.

    Args:
        variables: environment variables.
        config: the program's configuration, by full keys.
        secrets: the keys of it that are secret.
    """

    def __init__(
        self,
        variables: Mapping[str, str],
        config: Mapping[str, str],
        secrets: Iterable[str],
    ) -> None:
        self._variables = variables
        self._config = config, list(secrets)
        self._undo: list[Callable[[], object]] = []

    def begin(self, now: float) -> None:
        """Let handlers be called.

        Args:
            now: what time it is for them, in seconds since 1970.

        Raises:
            AppError: as by :meth:`check_free`.
        """
        global _current
        self.check_free()
        invocation.note_request({"requestTimeEpoch": now * 1000})
        if _current is self:
            return
        _current = self
        self._undo += [
            partial(_replace_environment, dict(os.environ)),
            partial(setattr, pulumi.Output, "get", pulumi.Output.get),
            partial(invocation.note_request, {}),
            phase.end_handlers,
        ]
        os.environ.update(self._variables)
        setattr(pulumi.Output, "get", _value)  # noqa: B010 - its own refuses
        set_all_config(dict(self._config[0]), self._config[1])
        phase.begin_handlers()
        _forget_clients()

    def check_free(self) -> None:
        """See that no other app is there, whose handlers would act on this one's.

        Raises:
            AppError: one is.
        """
        if _current not in (None, self):
            raise AppError(
                "handlers of one app at a time can be called; reset or close the other "
                "app first"
            )

    def end(self) -> None:
        """Let the process be as it was before."""
        global _current
        if _current is self:
            _current = None
            while self._undo:
                self._undo.pop()()
            _forget_clients()


_current: HandlerTime | None = None
"""A process has one environment, and so one time of handlers."""


def captured(operations: Iterable[Operation]) -> dict[str, str]:
    """Return the environment variables of all functions of a program, as one's."""
    variables: dict[str, str] = {}
    document: dict[str, Any] = {}
    for operation in operations:
        if operation.kind == "function":
            variables |= operation.props.get("environment") or {}
            own = json.loads(operation.props.get("captures") or "{}")
            own.pop("registers", None)  # what is decorated registers nobody
            parameters = own.pop("parameters", [])
            document.setdefault("parameters", []).extend(parameters)
            for section, entries in own.items():
                document.setdefault(section, {}).update(entries)
    return {**variables, environment.VARIABLE: json.dumps(document)}


def _value(output: "pulumi.Output[Any]") -> Any:
    """Return an Output's value; the program that made it has ended.

    So its future is done, and nobody has to wait: the coroutine runs to its end.
    """
    coroutine = output.future()
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise PhaseError(output)


def _replace_environment(variables: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(variables)


def _forget_clients() -> None:
    """Let clients, and what they know of the environment, be made anew."""
    for made in (
        environment._document,
        environment._fetched,
        clients.client,
        transport.management_api,
    ):
        made.cache_clear()
    boto3.DEFAULT_SESSION = None
