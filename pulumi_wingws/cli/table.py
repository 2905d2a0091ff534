"""``wingws table``: the tables of a stack's simulator, and their rows."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from pulumi_wingws.errors import ConfigurationError, SimulatorError

from .arguments import completed_by_files, count
from .progress import shown
from .rows import plain, read_row, written_row
from .stacks import Commands, add_stack, simulator_of

__all__ = ["add_table"]

DynamoDB: TypeAlias = Any
"""boto3's client."""


def add_table(commands: Commands) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "table", help="list tables of a simulator; show, export and import their rows"
    )
    add_stack(command)
    verbs = command.add_subparsers(required=True)
    _add(verbs, "list", _list, "list the tables, with how many rows each has")
    show = _add(verbs, "show", _show, "show what a table is, and its rows")
    show.add_argument("--limit", type=count, default=100, help="how many rows, 100")
    export = _add(verbs, "export", _export, "write the rows as lines of JSON")
    import_ = _add(verbs, "import", _import, "put rows, replacing those of their keys")
    for verb in (show, export, import_):
        verb.add_argument("table", help="its logical name, or its own")
    for verb, what in ((export, "output"), (import_, "input")):
        file = verb.add_argument("file", nargs="?", help=f"standard {what} if left out")
        completed_by_files(file)
    for verb in (verbs.choices["list"], show):
        verb.add_argument("--json", action="store_true", help="for programs")


def _add(
    verbs: Commands,
    name: str,
    run: Callable[[argparse.Namespace, DynamoDB], None],
    text: str,
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=text)
    # Before the verb and after it, where it must not undo what stands before.
    add_stack(verb, default=argparse.SUPPRESS)
    verb.set_defaults(run=lambda options: _run(run, options))
    return verb


def _run(
    run: Callable[[argparse.Namespace, DynamoDB], None], options: argparse.Namespace
) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        run(options, _client(options))
    except (ClientError, BotoCoreError) as exc:
        raise SimulatorError(str(exc)) from exc
    except BrokenPipeError:
        raise
    except OSError as exc:
        raise ConfigurationError(str(exc)) from exc


def _client(options: argparse.Namespace) -> DynamoDB:
    """Return a client of the stack's DynamoDB, as `wingws env` makes any script's."""
    import boto3

    environment = simulator_of(options).credentials()
    return boto3.client(
        "dynamodb",
        region_name=environment["AWS_REGION"],
        endpoint_url=environment["AWS_ENDPOINT_URL_DYNAMODB"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


def _list(options: argparse.Namespace, dynamodb: DynamoDB) -> None:
    tables = [
        {"name": name, "items": _described(dynamodb, name)["ItemCount"]}
        for name in _names(dynamodb)
    ]
    if options.json:
        _write(json.dumps(tables, indent=2))
        return
    for table in tables:
        _write(f"{table['name']}  {table['items']} rows")


def _show(options: argparse.Namespace, dynamodb: DynamoDB) -> None:
    table = _described(dynamodb, _named(dynamodb, options.table))
    found = islice(_rows(dynamodb, table["TableName"]), options.limit)
    if options.json:
        items = [json.loads(plain(row)) for row in found]
        _write(json.dumps({"table": table, "items": items}, indent=2, default=str))
        return
    few = min(options.limit, table["ItemCount"])
    rows = [*shown(found, "reading rows", few)]
    _write(f"{table['TableName']}: {_key(table)}, {table['ItemCount']} rows")
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for index in table.get(kind, ()):
            _write(f"  index {index['IndexName']}: {_key(index)}")
    for row in rows:
        _write(plain(row))


def _export(options: argparse.Namespace, dynamodb: DynamoDB) -> None:
    name = _named(dynamodb, options.table)
    rows = _rows(dynamodb, name)
    if options.file is not None or not sys.stdout.isatty():  # else one sees the rows
        rows = shown(rows, "reading rows", _described(dynamodb, name)["ItemCount"])
    if options.file is None:
        for row in rows:
            _write(written_row(row))
        return
    lines = [written_row(row) + "\n" for row in rows]
    Path(options.file).write_text("".join(lines), encoding="utf-8")
    _write(f"{len(lines)} rows of {name} are in {options.file}")


def _import(options: argparse.Namespace, dynamodb: DynamoDB) -> None:
    name = _named(dynamodb, options.table)
    where = options.file or "standard input"
    content = (
        sys.stdin.buffer.read()
        if options.file is None
        else Path(options.file).read_bytes()
    )
    # All are read before the first is put: a bad line leaves the table as it is.
    rows = [
        (number, _read(line, f"line {number} of {where}"))
        for number, line in enumerate(content.split(b"\n"), 1)
        if line.strip()
    ]
    for number, row in shown(rows, "putting rows"):
        _put(dynamodb, name, row, f"line {number} of {where}")
    _write(f"{len(rows)} rows are in {name}")


def _put(dynamodb: DynamoDB, name: str, row: dict[str, Any], where: str) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        dynamodb.put_item(TableName=name, Item=row)
    except (ClientError, BotoCoreError) as exc:
        raise SimulatorError(
            f"{where}: {exc}; the lines before it are in {name}"
        ) from exc


def _read(line: bytes, where: str) -> dict[str, Any]:
    try:
        return read_row(line)
    except (ValueError, TypeError, RecursionError) as exc:
        raise ConfigurationError(f"{where}: {exc}; no row was put") from exc


def _named(dynamodb: DynamoDB, name: str) -> str:
    """Return the own name of a table that a user named.

    Raises:
        ConfigurationError: there is none, or there are several.
    """
    names = [*_names(dynamodb)]
    made_up = re.compile(rf"{re.escape(name)}-[0-9a-f]{{7}}")
    found = [name] if name in names else [*filter(made_up.fullmatch, names)]
    if len(found) != 1:
        there = ", ".join(found or names) or "none"
        what = "means several" if found else "is unknown"
        raise ConfigurationError(f"table {name!r} {what}; there are: {there}")
    return found[0]


def _names(dynamodb: DynamoDB) -> Iterator[str]:
    for page in dynamodb.get_paginator("list_tables").paginate():
        yield from page["TableNames"]


def _described(dynamodb: DynamoDB, name: str) -> dict[str, Any]:
    table: dict[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
    return table


def _rows(dynamodb: DynamoDB, name: str) -> Iterator[dict[str, Any]]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=name):
        yield from page["Items"]


def _key(part: dict[str, Any]) -> str:
    return ", ".join(
        f"{each['AttributeName']} ({each['KeyType']})" for each in part["KeySchema"]
    )


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
