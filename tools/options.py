"""Generate the tables of options in docs/aws.md from signatures and docstrings.

Usage: .venv-test/bin/python tools/options.py
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pulumi_wingws
from pulumi_wingws.route_options import RouteOptions

__all__ = ["OUTPUT", "options"]

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "aws.md"

_TABLES = {
    "WebSocket": pulumi_wingws.WebSocket,
    "DynamodbTable": pulumi_wingws.DynamodbTable,
}
_BEGIN, _END = "<!-- options of {}: begin -->\n", "<!-- options of {}: end -->\n"
_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.M)


def options(page: str) -> str:
    """Return the page with its tables as the code has them."""
    for name, class_ in _TABLES.items():
        begin, end = _BEGIN.format(name), _END.format(name)
        before, _, rest = page.partition(begin)
        _, _, after = rest.partition(end)
        page = before + begin + "\n".join(_table(class_)) + "\n" + end + after
    return page


def _table(class_: type) -> Iterator[str]:
    entries = dict(_ENTRY.findall(inspect.getdoc(class_) or ""))
    yield "| option | unless told otherwise | |"
    yield "|---|---|---|"
    for parameter in inspect.signature(class_).parameters.values():
        if parameter.name in ("resource_name", "opts"):
            continue
        text = re.sub(r"\s+", " ", entries[parameter.name]).replace("``", "`")
        text = re.sub(r":\w+:`(?:[\w.]*\.)?(\w+)`", r"`\1`", text).replace("|", "\\|")
        is_api = class_ is pulumi_wingws.WebSocket
        own = is_api and parameter.name in RouteOptions.__annotations__
        name = f"`{parameter.name}`" + (" †" if own else "")
        yield f"| {name} | {_default(parameter)} | {text} |"


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default in (inspect.Parameter.empty, None, ()):
        return ""
    return f"`{parameter.default!r}`"


if __name__ == "__main__":
    OUTPUT.write_text(options(OUTPUT.read_text()))
