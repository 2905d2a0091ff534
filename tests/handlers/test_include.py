"""What `include=` brings, and what it may not bring; more is in corpus/include."""

import hashlib
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from pulumi_stand_ins import classify  # noqa: E402
from slicing import run_program  # noqa: E402

from pulumi_wingws.handlers import (  # noqa: E402
    HandlerSource,
    Refused,
    slice_handler,
)


@pytest.fixture
def included(tmp_path):
    """Slice a handler that does nothing but include."""

    def slice_(*include, **options):
        file = tmp_path / "__main__.py"
        file.write_text("def on_message(connection_id, body): pass\n")
        function = run_program(file)["on_message"]
        source = HandlerSource(function, "message", "on_message", include=include)
        return slice_handler(source, root=tmp_path, classify=classify, **options)

    return slice_


def refusal_of(slice_, *include, **options):
    with pytest.raises(Refused) as info:
        slice_(*include, **options)
    (refusal,) = info.value.refusals
    return refusal


def test_files_travel_byte_for_byte(tmp_path, included):
    """In the folders where they lie, and listed with what the handler captured."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.bin").write_bytes(b"\x00\r\n\xff")
    (tmp_path / "a/words.txt").write_text("words")

    artifact = included("a/**/*", "a/words.txt")

    assert artifact.files["a/b/c.bin"] == b"\x00\r\n\xff"
    assert artifact.captures == ("a/b/c.bin", "a/words.txt")
    assert list(artifact.files) == sorted(artifact.files)
    digest = hashlib.sha256(b"words").hexdigest()[:16]
    assert f"\n# a/words.txt  sha256 {digest}\n" in artifact.source


def test_another_content_is_another_artifact(tmp_path, included):
    """The preview's diff shows which file changed."""
    (tmp_path / "words.txt").write_text("one")
    first = included("words.txt")
    (tmp_path / "words.txt").write_text("two")
    second = included("words.txt")

    assert first.sha256 != second.sha256
    assert first.source != second.source


def test_a_glob_finds_no_code_and_nobody_elses_files(tmp_path, included):
    """Hidden files, installed packages and code stay where they are."""
    for name in (".env", ".wingws/state.txt", "env/pyvenv.cfg", "env/readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("-")
    (tmp_path / "words.txt").write_text("words")

    assert included("**/*").captures == ("words.txt",)


def test_nothing_found_names_what_is_near(tmp_path, included):
    """A slip of the pen is easily seen."""
    (tmp_path / "plugins.py").write_text("")
    (tmp_path / "plugin.txt").write_text("")

    refusal = refusal_of(included, "plugin")

    assert str(refusal) == (
        "__main__.py:1:1: include 'plugin' names no module and no file of the project\n"
        "    def on_message(connection_id, body): pass\n"
        "    ^\n"
        "  reached by on_message\n"
        "  nearest are 'plugins', 'plugin.txt'"
    )


def test_a_file_may_contain_no_secret(tmp_path, included):
    """What no artifact may contain, no file of it may."""
    (tmp_path / "settings.ini").write_text("name=x\nkey=hunter2hunter2\n")

    refusal = refusal_of(
        included, "settings.ini", secrets={"the secret key": "hunter2hunter2"}
    )

    assert (refusal.file, refusal.line) == ("settings.ini", 2)
    assert refusal.problem == "the artifact would contain the value of the secret key"


@pytest.mark.parametrize("entry", ["/etc/hosts", "../hosts", "hosts"])
def test_a_file_may_not_lie_outside(tmp_path, included, entry):
    """By its path, or by a link."""
    (tmp_path / "hosts").symlink_to("/etc/hosts")

    assert "outside of the project" in refusal_of(included, entry).problem


def test_a_module_that_cannot_be_imported_says_why(tmp_path, included):
    """What it needs at deploy time may be missing."""
    (tmp_path / "broken.py").write_text("1 / 0\n")

    assert refusal_of(included, "broken").problem == (
        "include 'broken' cannot be imported: ZeroDivisionError: division by zero"
    )


def test_refused_code_names_the_way_out(tmp_path):
    """eval, globals and computed imports can be let through."""
    file = tmp_path / "__main__.py"
    file.write_text("def on_message(connection_id, body): return eval(body)\n")
    source = HandlerSource(run_program(file)["on_message"], "message", "on_message")

    with pytest.raises(Refused, match=r'include=\["plugins\.\*"\]'):
        slice_handler(source, root=tmp_path, classify=classify)
