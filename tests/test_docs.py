"""The documentation is true."""

import re
from pathlib import Path

import cli
import fidelity
import options
import pytest
import reference

from pulumi_wingws.transform import TableTransform, WebSocketTransform

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]


def test_the_options_are_up_to_date():
    """Their tables in docs/aws.md are what `make docs` generates."""
    page = options.OUTPUT.read_text()
    assert options.options(page) == page


def test_the_reference_is_up_to_date():
    """docs/reference.md is what `make docs` generates."""
    assert reference.OUTPUT.read_text() == reference.reference()


def test_the_commands_are_up_to_date():
    """What docs/cli.md says of them is what `make docs` generates."""
    page = cli.OUTPUT.read_text()
    assert cli.commands(page) == page


def test_the_fidelity_table_is_up_to_date():
    """docs/fidelity.md is what `make docs` generates."""
    assert fidelity.OUTPUT.read_text() == fidelity.fidelity()


def test_fidelity_marks_are_known(monkeypatch, tmp_path):
    """A test that is marked with a fact that is not in the list is an error."""
    facts = tmp_path / "fidelity.txt"
    facts.write_text("# Comment\n\n1 Events\nC something else\n")
    monkeypatch.setattr(fidelity, "FACTS", facts)

    with pytest.raises(ValueError, match=r"are marked in tests and not in fidelity"):
        fidelity.fidelity()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Every relative link names a file of the repository."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_named_files_exist(page):
    """Every file that a page names in backquotes exists."""
    rooms = "pulumi_wingws|lambda_src|simulator|tests|tools|examples|docs|policy"
    named = re.findall(rf"`((?:{rooms})/[\w./-]+)`", page.read_text())

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_target_and_setting_is_documented():
    """A setting that a user can set is in the documentation."""
    text = "".join(page.read_text() for page in PAGES)

    for setting in (
        "config set target",
        "wingws:allowTargetChange",
        "wingws:settings",
        "wingws env",
    ):
        assert setting in text


@pytest.mark.parametrize("keys", [TableTransform, WebSocketTransform])
def test_every_key_of_transform_is_documented(keys):
    """In the table of docs/aws.md."""
    text = (ROOT / "docs" / "aws.md").read_text()
    table = text.partition("| of | keys |")[2].partition("\n\n")[0]

    assert set(keys.__annotations__) <= set(re.findall(r"`(\w+)`", table))
