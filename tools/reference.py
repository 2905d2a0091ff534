"""Generate docs/reference.md from the public names, their signatures and docstrings.

Usage: .venv-test/bin/python tools/reference.py
"""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi_wingws

__all__ = ["OUTPUT", "reference"]

OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "reference.md"

_HEAD = """\
# Reference

Generated from the code by `make docs`; `make test` checks that it is up to date.
"""


def reference() -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for name in pulumi_wingws.__all__:
        value = getattr(pulumi_wingws, name)
        show = _class if inspect.isclass(value) else _function
        parts.extend(show(name, value))
    return "\n".join(parts)


def _function(name: str, function: Callable[..., object]) -> Iterator[str]:
    yield f"## {name}()\n"
    yield _code(f"{name}{_signature(function)}")
    yield _docstring(function)


def _class(name: str, class_: type) -> Iterator[str]:
    yield f"## {name}\n"
    if not issubclass(class_, Exception):
        yield _code(f"{name}{_signature(class_.__init__)}")
    yield _docstring(class_)
    for attribute, value in _members(class_):
        if isinstance(value, property):
            yield f"### {name}.{attribute}\n"
        else:
            yield f"### {name}.{attribute}()\n"
            yield _code(f"{attribute}{_signature(value)}")
        yield _docstring(value)


def _members(class_: type) -> Iterator[tuple[str, object]]:
    """Yield documented public methods and properties, ours and our handles'."""
    for base in class_.__mro__:
        if base.__module__.startswith(("pulumi_wingws", "wingws_runtime")):
            for name, value in vars(base).items():
                shown = isinstance(value, property) or inspect.isfunction(value)
                if shown and not name.startswith("_") and inspect.getdoc(value):
                    yield name, value


def _signature(function: object) -> str:
    """Show a signature, one parameter a line where it is long, without self."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    text = str(signature.replace(parameters=parameters))
    text = text.replace("'", "").replace("pulumi.resource.", "pulumi.")
    text = re.sub(r"\b(?:collections|typing|wingws_runtime)[\w.]*\.", "", text)
    text = re.sub(r"\*<class [\w.]+\.(\w+)>", r"Unpack[\1]", text)
    if len(text) <= 72:
        return text
    inner = ",\n    ".join(_split(text[1 : text.rindex(")")]))
    return f"(\n    {inner},\n{text[text.rindex(')') :]}"


def _split(parameters: str) -> Iterator[str]:
    """Split at commas that are in no bracket."""
    depth, start = 0, 0
    for index, character in enumerate(parameters):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield parameters[start:index].strip()
            start = index + 1
    yield parameters[start:].strip()


def _code(text: str) -> str:
    return f"```python\n{text}\n```\n"


def _docstring(documented: object) -> str:
    """Turn a docstring into Markdown: its roles and section heads."""
    text = inspect.getdoc(documented) or ""
    text = re.sub(r":\w+:`(?:[\w.]*\.)?(\w+)`", r"`\1`", text)
    text = text.replace("``", "`")
    text = re.sub(r"^(Args|Returns|Raises|Attributes):$", r"\1:\n", text, flags=re.M)
    # A `name: text` line of such a section is an item; longer ones go on below it.
    text = re.sub(r"^ {4}(\w[\w, .]*): ", r"- `\1`: ", text, flags=re.M)
    return re.sub(r"^ {8}(?=\S)", "  ", text, flags=re.M) + "\n"


if __name__ == "__main__":
    OUTPUT.write_text(reference())
