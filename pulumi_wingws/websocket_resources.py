"""The children of a ``WebSocket``."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from .dynamodb_table import DynamodbTable
from .foreign_handler import ForeignHandler
from .handler import Handler
from .shared_route import SharedRoute

__all__ = ["WebSocketResources"]


@dataclass(frozen=True)
class WebSocketResources:
    """The children of a :class:`WebSocket`, the escape hatch.

    ``handlers`` holds the components of handlers by route key, the authorizer's by
    ``$authorizer``, as far as the program has registered them; each has ``function``
    and ``resources``. ``grants`` holds the policy of each role by the role's logical
    name. ``connections`` is the table of an API with ``connections=True``, whose
    ``resources.handlers`` has that of ``on_presence``.
    """

    api: pulumi.Resource
    stage: pulumi.Resource
    handlers: Mapping[str, Handler | SharedRoute | ForeignHandler]
    grants: Mapping[str, pulumi.Resource]
    connections: DynamodbTable | None = None
    domain: pulumi.Resource | None = None
    mapping: pulumi.Resource | None = None
    record: pulumi.Resource | None = None
    access_logs: pulumi.Resource | None = None
    integration_errors_alarm: pulumi.Resource | None = None
    execution_errors_alarm: pulumi.Resource | None = None
    latency_alarm: pulumi.Resource | None = None
