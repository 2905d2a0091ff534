"""How text of others comes to a terminal: coloured if it is JSON, and harmless."""

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["harmless", "json_or_text"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def harmless(text: str) -> str:
    """Return text without what would steer the terminal that shows it."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def json_or_text(console: "Console", text: str) -> None:
    """Print what somebody sent: as it is into a pipe, for the eye on a terminal."""
    if not console.is_terminal:
        console.file.write(text + "\n")
        console.file.flush()
        return
    # Here, since most commands have no need of it.
    from rich.highlighter import JSONHighlighter
    from rich.text import Text

    shown = Text(harmless(text))
    if _is_json(text) and not console.no_color:  # which would leave bold brackets
        shown = JSONHighlighter()(shown)
    console.print(shown, soft_wrap=True)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False
