"""
What runs inside Lambda, around a user's handler and under its hands.

An artifact's `index.py` makes its Lambda handler with :func:`entry`, or with
:func:`by_route` where routes share a function, and the components that the
handler captured with :class:`WebSocket`, :class:`DynamodbTable`, :class:`Config`
and :func:`output`. Nothing here knows whether it runs on AWS or in the
simulator: both speak the same wire.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .broadcast import Broadcast
from .change import Change
from .config import Config
from .dynamodb_table import DynamodbTable
from .entry import by_route, entry, nothing_else
from .environment import output
from .errors import (
    ConditionFailed,
    ConnectionGone,
    InvalidHandler,
    InvalidResult,
    ItemTooLarge,
    NoRegistry,
    NotInEnvironment,
    PayloadTooLarge,
    StateConflict,
    StillConnecting,
    Throttled,
    TransactionCanceled,
    WingWsError,
)
from .event import Event, Headers
from .results import Accept, Allow, Deny, Reject
from .signature import Parameters, parameters
from .table_results import GetResult, Page, WriteResult
from .websocket import Connection, WebSocket

if TYPE_CHECKING:
    from .batches import BatchGetResult, BatchWriteResult
    from .presence import Presence
    from .registered_connection import RegisteredConnection
    from .room import Room
    from .roster import Member
    from .transactions import (
        CancellationReason,
        ConditionCheck,
        Delete,
        Get,
        Put,
        TransactGetResult,
        TransactWriteResult,
        Update,
    )
    from .user import User

__all__ = [
    # .results
    "Accept",
    "Allow",
    # .batches
    "BatchGetResult",
    "BatchWriteResult",
    # .broadcast
    "Broadcast",
    # .transactions
    "CancellationReason",
    # .change
    "Change",
    "ConditionCheck",
    # .errors
    "ConditionFailed",
    # .config
    "Config",
    # .websocket
    "Connection",
    "ConnectionGone",
    "Delete",
    "Deny",
    # .dynamodb_table
    "DynamodbTable",
    # .event
    "Event",
    "Get",
    # .table_results
    "GetResult",
    "Headers",
    "InvalidHandler",
    "InvalidResult",
    "ItemTooLarge",
    # .roster
    "Member",
    "NoRegistry",
    "NotInEnvironment",
    "Page",
    # .signature
    "Parameters",
    "PayloadTooLarge",
    # .presence
    "Presence",
    "Put",
    # .registered_connection
    "RegisteredConnection",
    "Reject",
    # .room
    "Room",
    "StateConflict",
    "StillConnecting",
    "Throttled",
    "TransactGetResult",
    "TransactWriteResult",
    "TransactionCanceled",
    "Update",
    # .user
    "User",
    "WebSocket",
    "WingWsError",
    "WriteResult",
    # .entry
    "by_route",
    "entry",
    "nothing_else",
    # .environment
    "output",
    "parameters",
]

# Modules that most handlers do without, and that cost a cold start 8 ms.
_LATE = {
    "BatchGetResult": ".batches",
    "BatchWriteResult": ".batches",
    "CancellationReason": ".transactions",
    "ConditionCheck": ".transactions",
    "Delete": ".transactions",
    "Get": ".transactions",
    "Member": ".roster",
    "Presence": ".presence",
    "Put": ".transactions",
    "RegisteredConnection": ".registered_connection",
    "Room": ".room",
    "TransactGetResult": ".transactions",
    "TransactWriteResult": ".transactions",
    "Update": ".transactions",
    "User": ".user",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_LATE[name], __name__), name)
    globals()[name] = value  # the next look-up does not come here
    return value
