"""The pages of `examples/`, as text."""

import re

import pytest

from tests.engine.simulator import ROOT

PAGES = sorted((ROOT / "examples").glob("*/page.html"))


def same_lines(page):
    """The socket that comes back by itself, as a page has it."""
    text = page.read_text()
    return text.partition("// A socket")[2].partition("// End of the same lines.")[0]


def test_the_socket_is_the_same_everywhere():
    """Copies, so that each page is whole, but no variants."""
    assert len(PAGES) == 3
    (lines,) = {same_lines(page) for page in PAGES}
    assert "new WebSocket(" in lines


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_a_page_is_whole(page):
    """It loads nothing from anywhere."""
    assert re.findall(r"src=|href=|@import|https?://", page.read_text()) == []
