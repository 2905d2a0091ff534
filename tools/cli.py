"""Generate the commands of docs/cli.md from the parser of `wingws`.

Usage: .venv-test/bin/python tools/cli.py
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from pulumi_wingws.cli.main import make_parser

__all__ = ["OUTPUT", "commands"]

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

_BEGIN, _END = "<!-- commands: begin -->\n", "<!-- commands: end -->\n"


def commands(page: str) -> str:
    """Return the page with its commands as the code has them."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    parts = [
        line
        for name, command, text in _commands(make_parser())
        for line in _command(f"wingws {name}", command, text)
    ]
    return before + begin + "\n".join(parts) + end + after


def _commands(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield the commands of a parser, by their names, with what they are for."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            texts = {each.dest: each.help or "" for each in action._choices_actions}
            for name, command in action.choices.items():
                yield name, command, texts[name]


def _command(name: str, command: argparse.ArgumentParser, text: str) -> Iterator[str]:
    yield f"### {name}\n"
    yield f"{_escaped(text[:1].upper() + text[1:])}.\n"
    actions = [each for each in command._actions if each.dest != "help"]
    rows = [_row(each) for each in actions if each.nargs != argparse.PARSER]
    if rows:
        yield "| | |\n|---|---|\n" + "\n".join(rows) + "\n"
    for verb, parser, about in _commands(command):
        yield from (
            each.replace("### ", "#### ", 1)
            for each in _command(f"{name} {verb}", parser, about)
        )


def _row(action: argparse.Action) -> str:
    names = ", ".join(f"`{each}`" for each in _names(action))
    return f"| {names} | {_escaped(action.help or '')} |"


def _names(action: argparse.Action) -> list[str]:
    value = action.metavar or action.dest
    if action.choices:
        value = " or ".join(map(str, action.choices))
    if not action.option_strings:
        return [f"[{value}]" if action.nargs in ("?", "*") else str(value)]
    if action.nargs == 0:
        return [*action.option_strings]
    shown = value if action.metavar or action.choices else str(value).upper()
    return [f"{option} {shown}" for option in action.option_strings]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("%%", "%")


if __name__ == "__main__":
    OUTPUT.write_text(commands(OUTPUT.read_text()))
