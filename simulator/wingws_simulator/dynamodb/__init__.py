"""The table service: DynamoDB's JSON protocol over a SQLite file."""

from __future__ import annotations

from .service import DynamoDB
from .table_spec import GlobalSecondaryIndex, LocalSecondaryIndex, TableSpec

__all__ = ["DynamoDB", "GlobalSecondaryIndex", "LocalSecondaryIndex", "TableSpec"]
