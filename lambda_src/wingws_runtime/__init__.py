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

from .entry import by_route, entry, nothing_else

if TYPE_CHECKING:
    from .batches import BatchGetResult, BatchWriteResult
    from .broadcast import Broadcast
    from .change import Change
    from .config import Config
    from .connection import Connection
    from .dynamodb_table import DynamodbTable
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
    from .presence import Presence
    from .registered_connection import RegisteredConnection
    from .results import Accept, Allow, Deny, Reject
    from .room import Room
    from .roster import Member
    from .signature import Parameters, parameters
    from .table_results import GetResult, Page, WriteResult
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
    from .websocket import WebSocket

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
    # .connection
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
    # .websocket
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

# A handler uses a few of these, and all their modules take a cold start 30 ms: Lambda
# compiles them anew each time. No module may have the name of one that is here.
_LATE = {
    "Accept": ".results",
    "Allow": ".results",
    "BatchGetResult": ".batches",
    "BatchWriteResult": ".batches",
    "Broadcast": ".broadcast",
    "CancellationReason": ".transactions",
    "Change": ".change",
    "ConditionCheck": ".transactions",
    "ConditionFailed": ".errors",
    "Config": ".config",
    "Connection": ".connection",
    "ConnectionGone": ".errors",
    "Delete": ".transactions",
    "Deny": ".results",
    "DynamodbTable": ".dynamodb_table",
    "Event": ".event",
    "Get": ".transactions",
    "GetResult": ".table_results",
    "Headers": ".event",
    "InvalidHandler": ".errors",
    "InvalidResult": ".errors",
    "ItemTooLarge": ".errors",
    "Member": ".roster",
    "NoRegistry": ".errors",
    "NotInEnvironment": ".errors",
    "Page": ".table_results",
    "Parameters": ".signature",
    "PayloadTooLarge": ".errors",
    "Presence": ".presence",
    "Put": ".transactions",
    "RegisteredConnection": ".registered_connection",
    "Reject": ".results",
    "Room": ".room",
    "StateConflict": ".errors",
    "StillConnecting": ".errors",
    "Throttled": ".errors",
    "TransactGetResult": ".transactions",
    "TransactWriteResult": ".transactions",
    "TransactionCanceled": ".errors",
    "Update": ".transactions",
    "User": ".user",
    "WebSocket": ".websocket",
    "WingWsError": ".errors",
    "WriteResult": ".table_results",
    "output": ".environment",
    "parameters": ".signature",
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_LATE[name], __name__), name)
    globals()[name] = value  # the next look-up does not come here
    return value
