"""The rows on disk: one SQLite file, an ordered map from positions to items.

The only module that knows SQLite. All tables of a stack share the file, so that one
transaction can change several of them. Write-ahead logging with ``synchronous =
NORMAL``: a committed write is in the operating system's cache, so it survives the
death of this process at any moment; a loss of power may cost the last commits, but
never tears the file. ``FULL`` would wait for the disk at each write and protect a
developer's test data from power cuts, nothing else.
https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from .errors import InternalServerError, StoreDamaged, StoreInUse
from .position import Interval

__all__ = ["Row", "Store", "TableRecord"]

FORMAT = 1
CLOSED, OPEN = 0, 1  # the file's application_id: whether there has to be a log
COMMITS_PER_LOOK = 100
MAX_LOG_SIZE = 4 * 1024 * 1024  # as long as SQLite lets it become by itself
_HEADER_SIZE = 100
_APPLICATION_ID = slice(
    68, 72
)  # https://www.sqlite.org/fileformat.html#the_database_header
_SCHEMA = f"""
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE tables (
    name TEXT PRIMARY KEY, spec TEXT NOT NULL, created_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE rows (
    position BLOB PRIMARY KEY, size INTEGER NOT NULL, item TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
COMMIT;
"""


class Row(NamedTuple):
    """A stored item: its JSON text and its size as DynamoDB counts it."""

    item: str
    size: int


class TableRecord(NamedTuple):
    """A stored table: its definition as JSON text, and when it was made."""

    name: str
    spec: str
    created_at: float


class Store:
    """The open file. One process owns it; its calls must not overlap.

    Args:
        file: made when it is missing.

    Raises:
        StoreDamaged: the file is there and is not a whole store.
        StoreInUse: another process owns it.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.exists():
            _create(file)
        _check_log(file)
        self._connection = self._open()
        self._commits = 0

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.file, isolation_level=None, check_same_thread=False, timeout=1.0
        )
        try:
            with _translated_errors(self.file):
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA wal_autocheckpoint = 0")
                _check(self.file, connection)
                _move_log(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Give the file up."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of the writes in the block, or none when it raises."""
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
            self._keep_log_short()
        except BaseException:
            if self._connection.in_transaction:  # a full disk has ended it already
                self._execute("ROLLBACK")
            raise

    def _keep_log_short(self) -> None:
        self._commits += 1
        if self._commits % COMMITS_PER_LOOK:
            return
        if _log_of(self.file).stat().st_size > MAX_LOG_SIZE:
            with _translated_errors(self.file):
                _move_log(self._connection)

    # Rows.

    def get(self, position: bytes) -> str | None:
        """Return the item at a position."""
        query = "SELECT item FROM rows WHERE position = ?"
        found = self._execute(query, position).fetchone()
        return found[0] if found else None

    def put(self, position: bytes, row: Row) -> None:
        """Write the item at a position."""
        query = "INSERT OR REPLACE INTO rows VALUES (?, ?, ?)"
        self._execute(query, position, row.size, row.item)

    def delete(self, position: bytes) -> None:
        """Delete the item at a position, if there is one."""
        self._execute("DELETE FROM rows WHERE position = ?", position)

    @contextmanager
    def rows(
        self, interval: Interval, *, forward: bool = True
    ) -> Iterator[Iterator[Row]]:
        """Walk over the rows of an interval, in order; read no more than is asked."""
        order = "ASC" if forward else "DESC"
        query = (
            "SELECT item, size FROM rows WHERE position >= ? AND position < ? "
            f"ORDER BY position {order}"
        )
        with closing(self._execute(query, interval.low, interval.high)) as cursor:
            yield self._fetched(cursor)

    def delete_rows(self, interval: Interval) -> None:
        """Delete the rows of an interval."""
        query = "DELETE FROM rows WHERE position >= ? AND position < ?"
        self._execute(query, interval.low, interval.high)

    def totals(self, interval: Interval) -> tuple[int, int]:
        """Return how many rows an interval has and how many bytes they count."""
        query = (
            "SELECT count(*), coalesce(sum(size), 0) FROM rows "
            "WHERE position >= ? AND position < ?"
        )
        count, size = self._execute(query, interval.low, interval.high).fetchone()
        return count, size

    # Tables.

    def tables(self) -> list[TableRecord]:
        """Return the definitions of all tables."""
        query = "SELECT name, spec, created_at FROM tables"
        return [TableRecord(*record) for record in self._execute(query)]

    def put_table(self, record: TableRecord) -> None:
        """Write a table's definition."""
        self._execute("INSERT OR REPLACE INTO tables VALUES (?, ?, ?)", *record)

    def delete_table(self, name: str) -> None:
        """Delete a table's definition."""
        self._execute("DELETE FROM tables WHERE name = ?", name)

    def shrink(self) -> None:
        """Give the space of deleted rows back to the disk."""
        self._execute("PRAGMA incremental_vacuum").fetchall()
        with _translated_errors(self.file):
            _move_log(self._connection)

    def _execute(self, query: str, *values: object) -> sqlite3.Cursor:
        with _translated_errors(self.file):
            return self._connection.execute(query, values)

    def _fetched(self, cursor: sqlite3.Cursor) -> Iterator[Row]:
        with _translated_errors(self.file):
            for item, size in cursor:
                yield Row(item, size)


def _create(file: Path) -> None:
    """Make an empty store under another name and move it into place.

    So a file of that name is always a whole store: an empty or a short one is
    damage, never a beginning.
    """
    if _log_of(file).exists():
        raise StoreDamaged(str(file), "it is missing, but its -wal file is there")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".new")
    for leftover in file.parent.glob(draft.name + "*"):
        leftover.unlink()
    with closing(sqlite3.connect(draft)) as connection:
        connection.executescript(_SCHEMA)
    draft.replace(file)


def _check(file: Path, connection: sqlite3.Connection) -> None:
    if file.stat().st_size == 0:  # SQLite would take it for a new database
        raise StoreDamaged(str(file), "it is empty")
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise StoreDamaged(str(file), verdict)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != FORMAT:
        raise StoreDamaged(str(file), f"its format is {version}; expected {FORMAT}")


def _check_log(file: Path) -> None:
    """Refuse a file whose log was taken away.

    SQLite would open it as it was before the last writes, or empty.
    """
    with file.open("rb") as opened:
        header = opened.read(_HEADER_SIZE)
    mark = int.from_bytes(header[_APPLICATION_ID])
    if mark == OPEN and not _log_of(file).exists():
        raise StoreDamaged(str(file), "its -wal file is missing, with its rows")


def _move_log(connection: sqlite3.Connection) -> None:
    """Move the log into the file.

    The file then says that there has to be a log, and the log that there need not. So
    the mark goes when SQLite moves the log by itself, as it does when the connection is
    closed, by whomever.
    """
    connection.execute(f"PRAGMA application_id = {OPEN}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA application_id = {CLOSED}")


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


@contextmanager
def _translated_errors(file: Path) -> Iterator[None]:
    """Say in our words what SQLite found wrong with the file."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        code = getattr(exc, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreInUse(str(file)) from exc
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise StoreDamaged(str(file), str(exc)) from exc
        raise InternalServerError(f"table file {file}: {exc}") from exc
