"""
What runs inside Lambda, around a user's handler and under its hands.

An artifact's `index.py` makes its Lambda handler with :func:`entry`, or with
:func:`by_route` where routes share a function, and the components that the
handler captured with :class:`WebSocket`, :class:`DynamodbTable`, :class:`Config`
and :func:`output`. Nothing here knows whether it runs on AWS or in the
simulator: both speak the same wire.
"""

from .config import Config
from .dynamodb_table import DynamodbTable, GetResult, Page, WriteResult
from .entry import by_route, entry
from .environment import output
from .errors import (
    ConditionFailed,
    ConnectionGone,
    InvalidHandler,
    InvalidResult,
    NotInEnvironment,
    PayloadTooLarge,
    WingWsError,
)
from .event import Event, Headers
from .results import Accept, Allow, Deny, Reject
from .signature import Parameters, parameters
from .websocket import Connection, WebSocket

__all__ = [
    # .results
    "Accept",
    "Allow",
    # .errors
    "ConditionFailed",
    # .config
    "Config",
    # .websocket
    "Connection",
    "ConnectionGone",
    "Deny",
    # .dynamodb_table
    "DynamodbTable",
    # .event
    "Event",
    "GetResult",
    "Headers",
    "InvalidHandler",
    "InvalidResult",
    "NotInEnvironment",
    "Page",
    # .signature
    "Parameters",
    "PayloadTooLarge",
    "Reject",
    "WebSocket",
    "WingWsError",
    "WriteResult",
    # .entry
    "by_route",
    "entry",
    # .environment
    "output",
    "parameters",
]
