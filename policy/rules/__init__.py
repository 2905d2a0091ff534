"""The rules of the pack, in the order of docs/policy.md. No Pulumi in here."""

from . import connects, functions, stages, statements, stores
from .rule import ResourceRule, StackRule

__all__ = ["RULES"]

RULES: tuple[ResourceRule | StackRule, ...] = (
    stages.ACCESS_LOGS,
    stages.THROTTLES,
    connects.AUTHORIZATION,
    statements.ACTIONS,
    statements.RESOURCES,
    statements.CALLBACKS,
    functions.SOURCE_ARN,
    functions.RUNTIME,
    stores.RETENTION,
    stores.RECOVERY,
    stores.ENCRYPTION,
)
