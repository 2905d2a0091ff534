"""WebSocket services on AWS, written in Python, and a faithful local simulator.

The names below are loaded when first used: ``pulumi_wingws.handlers`` is pure, and
importing it must not import Pulumi.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wingws_runtime import (
        Accept,
        Allow,
        Broadcast,
        Change,
        ConditionCheck,
        ConditionFailed,
        ConnectionGone,
        Delete,
        Deny,
        Event,
        Get,
        ItemTooLarge,
        Member,
        NoRegistry,
        PayloadTooLarge,
        Presence,
        Put,
        RegisteredConnection,
        Reject,
        Room,
        StateConflict,
        StillConnecting,
        Throttled,
        TransactionCanceled,
        Update,
        User,
        WingWsError,
    )

    from .access_log import AccessLog
    from .account_logging import ApiGatewayAccountLogging
    from .alarms import Alarms
    from .domain import Domain
    from .dynamodb_table import DynamodbTable
    from .errors import ConfigurationError, PhaseError, SimulatorError
    from .execution_log import ExecutionLog
    from .foreign_function import environment_for
    from .init import on_init
    from .secondary_index import GlobalSecondaryIndex, LocalSecondaryIndex
    from .vpc import Vpc
    from .websocket import WebSocket

__all__ = [
    # wingws_runtime: what handlers return, catch and write
    "Accept",
    # .access_log
    "AccessLog",
    # .alarms
    "Alarms",
    "Allow",
    # .account_logging
    "ApiGatewayAccountLogging",
    "Broadcast",
    "Change",
    "ConditionCheck",
    "ConditionFailed",
    # .errors
    "ConfigurationError",
    "ConnectionGone",
    "Delete",
    "Deny",
    # .domain
    "Domain",
    # .dynamodb_table
    "DynamodbTable",
    "Event",
    # .execution_log
    "ExecutionLog",
    "Get",
    # .secondary_index
    "GlobalSecondaryIndex",
    "ItemTooLarge",
    "LocalSecondaryIndex",
    "Member",
    "NoRegistry",
    "PayloadTooLarge",
    "PhaseError",
    "Presence",
    "Put",
    "RegisteredConnection",
    "Reject",
    "Room",
    "SimulatorError",
    "StateConflict",
    "StillConnecting",
    "Throttled",
    "TransactionCanceled",
    "Update",
    "User",
    # .vpc
    "Vpc",
    # .websocket
    "WebSocket",
    "WingWsError",
    # .foreign_function
    "environment_for",
    # .init
    "on_init",
]

_HOMES = {
    "AccessLog": "pulumi_wingws.access_log",
    "Alarms": "pulumi_wingws.alarms",
    "ApiGatewayAccountLogging": "pulumi_wingws.account_logging",
    "ConfigurationError": "pulumi_wingws.errors",
    "Domain": "pulumi_wingws.domain",
    "DynamodbTable": "pulumi_wingws.dynamodb_table",
    "ExecutionLog": "pulumi_wingws.execution_log",
    "GlobalSecondaryIndex": "pulumi_wingws.secondary_index",
    "LocalSecondaryIndex": "pulumi_wingws.secondary_index",
    "PhaseError": "pulumi_wingws.errors",
    "SimulatorError": "pulumi_wingws.errors",
    "Vpc": "pulumi_wingws.vpc",
    "WebSocket": "pulumi_wingws.websocket",
    "environment_for": "pulumi_wingws.foreign_function",
    "on_init": "pulumi_wingws.init",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "wingws_runtime")), name)
    globals()[name] = value  # the next look-up does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
