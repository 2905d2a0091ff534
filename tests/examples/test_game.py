"""`examples/game`: one world that two browsers see, for longer than AWS lets a
connection live."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

EXAMPLE = "game"


@pytest.fixture(scope="module", autouse=True)
def loop(example):
    """The loop, which ticks."""
    process = example.start("loop.py")
    yield process
    process.terminate()
    process.wait()


@pytest.fixture
def pages(open_page):
    """Two browsers that play, and see each other."""
    pages = [open_page(), open_page()]
    expect_players(pages)
    return pages


def expect_players(pages):
    """Wait until each page shows its own player and the other's."""
    for page in pages:
        expect(page.locator("#field .you")).to_have_count(1)
        expect(page.locator("#field .other")).to_have_count(1)


def left_of(page, who):
    """Where a player is, in percent, as a page shows it."""
    return page.locator(f"#field .{who}").evaluate("each => each.style.left")


def wait_for_tick(page):
    """Wait until a page has the next world."""
    field = page.locator("#field")
    before = field.get_attribute("data-tick")
    expect(field).not_to_have_attribute("data-tick", before)


def expect_move(mover, watcher):
    """A player who moves is seen moving by the other one, and can stop."""
    before = left_of(watcher, "other")
    mover.get_by_role("button", name="right").click()
    other = watcher.locator("#field .other")
    expect(other).not_to_have_attribute("style", style_at(before, other))
    mover.get_by_role("button", name="stop").click()


def style_at(left, dot):
    """The style of a dot that is where it was."""
    top = dot.evaluate("each => each.style.top")
    return f"left: {left}; top: {top};"


def test_players_see_each_other_move(pages):
    """What one does both see, by the world's word."""
    first, second = pages

    expect_move(first, second)
    expect_move(second, first)


def test_a_player_who_leaves_is_gone(pages):
    """For the one who stays."""
    first, second = pages

    second.close()

    expect(first.locator("#field .other")).to_have_count(0)


def test_players_come_back_after_ten_idle_minutes(example, pages):
    """A world that stands still for them, since no loop ticks, goes on."""
    example.advance_and_reconnect(10, pages)

    expect_players(pages)
    expect_move(*pages)


def test_players_come_back_after_two_hours(example, pages):
    """However busy they were."""
    for _ in range(14):
        example.advance(8)
        for page in pages:
            wait_for_tick(page)
    example.advance_and_reconnect(8, pages)

    expect_players(pages)
    expect_move(*pages)


def test_the_loop_that_begins_last_is_the_only_one(example, loop, pages):
    """The one before ends by itself, and the world goes on."""
    successor = example.start("loop.py")
    try:
        assert loop.wait(timeout=20) == 0
        wait_for_tick(pages[0])
    finally:
        successor.terminate()
        successor.wait()
