"""Syntax that the function's Python does not know is refused before it is deployed."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from slicing import slice_program  # noqa: E402

from pulumi_wingws.artifacts import Artifacts  # noqa: E402
from pulumi_wingws.dependencies import Platform  # noqa: E402
from pulumi_wingws.handlers import Refused, check_grammar  # noqa: E402
from pulumi_wingws.project import Stack  # noqa: E402
from pulumi_wingws.targets.function_specs import FunctionSpec  # noqa: E402

MATCH = """\
def on_message(connection_id, body):
    match body:
        case "x":
            return 1
"""
GROUPS = "try:\n    pass\nexcept* ValueError:\n    pass\n"


@pytest.mark.parametrize(
    ("text", "python", "place"),
    [
        (MATCH, "3.9", "app/bot.py:2:5: the function runs on Python 3.9"),
        (GROUPS, "3.10", "app/bot.py:1:1: the function runs on Python 3.10"),
    ],
)
def test_newer_syntax_is_refused_at_its_place(text, python, place):
    """A preview names the file, the line and the column, and shows the line."""
    files = {"app/bot.py": text.encode(), "app/words.txt": b"match"}
    with pytest.raises(Refused) as caught:
        check_grammar(files, python)
    (refusal,) = caught.value.refusals
    assert str(refusal).startswith(place)
    assert refusal.text == text.split("\n")[refusal.line - 1]


@pytest.mark.parametrize("text", [MATCH, GROUPS])
def test_syntax_of_that_version_is_fine(text):
    """What the function's Python knows is no obstacle; our own files are not read."""
    check_grammar({"bot.py": text.encode()}, "3.11")
    check_grammar({"wingws_runtime/new.py": text.encode()}, "3.8")


def test_artifact_is_not_made_for_a_python_that_cannot_read_it(tmp_path):
    """A handler's artifact is held against the Python of its function."""
    file = tmp_path / "__main__.py"
    file.write_text(MATCH)
    _, sliced = slice_program(file)
    artifacts = Artifacts(Stack("dev", "chat", tmp_path))
    with pytest.raises(Refused, match=r"runs on Python 3\.9"):
        artifacts.make(sliced, FunctionSpec(), Platform("aarch64", "3.9", glibc=17))
