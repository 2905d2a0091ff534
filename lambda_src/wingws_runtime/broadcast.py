"""Decides who gets a message that is sent to many, and reports what came of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import PayloadTooLarge
from .invocation import is_ours, time_limit
from .message import Message, to_text
from .transport import PAYLOAD_LIMIT, ManagementApi

if TYPE_CHECKING:
    from .delivery import Delivery
    from .roster import Roster

__all__ = [
    "Broadcast",
    "Connections",
    "broadcast",
    "broadcast_to_roster",
    "connection_ids",
]

logger = logging.getLogger(__name__)

Connections: TypeAlias = str | Mapping[str, Any] | Iterable[str | Mapping[str, Any]]
"""A connection id, or an item of a table that has one as `connectionId`; or some."""


@dataclass(frozen=True)
class Broadcast:
    """
    What came of a message to many; each connection is counted once.

    Attributes:
        sent: How many clients it was delivered to.
        gone: The connections that are not open any more.
        failed: The connections that it could not be delivered to, for whatever reason;
            the log has that of the first.
    """

    sent: int
    gone: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def broadcast(
    api: ManagementApi,
    message: Message,
    to: Connections,
    exclude: Connections = (),
    *,
    name: str | None = None,
) -> Broadcast:
    """
    Send `message` to each of `to` but those of `exclude`, once.

    Nothing is sent before all of them are known, and the message is known to be one.

    Args:
        name: The API's logical name; if it is given, further invocations of a function
            that :func:`entry` made may help.

    Raises:
        PayloadTooLarge: If the message is longer than 131072 bytes.
        TypeError, ValueError: If `message` is no text and no JSON, or a connection
            neither an id nor an item that has one.
    """
    return _send(api, _encode(message), _receivers(to, exclude), name)


def broadcast_to_roster(
    api: ManagementApi,
    message: Message,
    roster: Roster,
    exclude: Connections = (),
    *,
    name: str | None = None,
) -> Broadcast:
    """
    Send `message` to each of `roster`, as :func:`broadcast`, and tell it who is gone.
    """
    report = broadcast(api, message, roster.ids(), exclude, name=name)
    if report.gone:
        roster.forget(report.gone)
    return report


def connection_ids(connections: Connections) -> Iterator[str]:
    """
    Yield the ids of `connections`.

    Raises:
        TypeError: If one is neither an id nor an item with one.
    """
    if isinstance(connections, str | bytes | Mapping):
        connections = [connections]
    if not isinstance(connections, Iterable):
        raise TypeError(
            f"connections {connections!r} are not allowed; "
            "expected connection ids, or items with connectionId"
        )
    for connection in connections:
        id_: Any = connection
        if isinstance(connection, Mapping):
            id_ = connection.get("connectionId")
        if not isinstance(id_, str):
            raise TypeError(
                f"connection {connection!r} is not allowed; "
                "expected a connection id, or an item with connectionId"
            )
        yield id_


def _encode(message: Message) -> bytes:
    data = to_text(message).encode()
    if len(data) > PAYLOAD_LIMIT:
        raise PayloadTooLarge(len(data), PAYLOAD_LIMIT)
    return data


def _receivers(to: Connections, exclude: Connections) -> list[str]:
    excluded = set(connection_ids(exclude))
    return [id_ for id_ in dict.fromkeys(connection_ids(to)) if id_ not in excluded]


def _send(
    api: ManagementApi, data: bytes, receivers: list[str], name: str | None
) -> Broadcast:
    # Late: most handlers speak to one client at a time, and start sooner without.
    from .delivery import Outcome, deliver

    deadline = monotonic() + time_limit()
    deliveries = dict(_fanned_out(data, receivers, name, deadline))
    left = [id_ for id_ in receivers if id_ not in deliveries]
    deliveries |= deliver(api, data, left, deadline)
    by_outcome: dict[Outcome, list[str]] = {outcome: [] for outcome in Outcome}
    for id_ in receivers:
        by_outcome[deliveries[id_].outcome].append(id_)
    failed = [*by_outcome[Outcome.FAILED], *by_outcome[Outcome.LATER]]
    if failed:
        said = "a broadcast did not reach %d of %d connections; %s: %s"
        reason = deliveries[failed[0]].reason
        logger.warning(said, len(failed), len(receivers), failed[0], reason)
    return Broadcast(
        len(by_outcome[Outcome.SENT]), tuple(by_outcome[Outcome.GONE]), tuple(failed)
    )


def _fanned_out(
    data: bytes, receivers: list[str], name: str | None, deadline: float
) -> Mapping[str, Delivery]:
    """Let others do what is too much for one invocation, if it is one that can."""
    if name is None or not is_ours():
        return {}
    from . import fan_out

    if len(receivers) <= fan_out.SERVED:
        return {}
    return fan_out.fan_out(name, data, receivers, deadline)
