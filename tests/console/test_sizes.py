"""The console on a phone and a desktop, in light and dark."""

import pytest
from websockets.sync.client import connect

from tests.console.shown import DESKTOP, PHONE

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.timeout(120),
]

SECTIONS = (
    "Map",
    "Timeline",
    "Connections",
    "Client",
    "Tables",
    "Functions",
    "Faults",
)


def is_whole(element):
    """Say whether nothing of an element's text is cut off."""
    return element.evaluate(
        "(each) => each.scrollHeight <= each.clientHeight"
        " && each.scrollWidth <= each.clientWidth"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_section_fits(shown, size, scheme):
    """None is wider than the window, and the background follows the scheme."""
    page = shown.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    for section in SECTIONS:
        shown.open(section)
        widest = (
            "Math.max(...[document.documentElement, document.getElementById('main')]"
        )
        assert (
            page.evaluate(f"{widest}.map((each) => each.scrollWidth))") <= size["width"]
        )
        shown.keep_screenshot(f"{section}-{size['width']}-{scheme}")
    color = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(color[4:].split(",")[0]) > 128) is (scheme == "light")


def test_a_phone_shows_one_thing_at_a_time(shown):
    """An event covers the list, which is where it was when the event is closed."""
    page = shown.page
    page.set_viewport_size(PHONE)
    with connect(shown.stack.project.outputs["url"]) as client:
        client.send("on a phone")
        assert client.recv(timeout=10) == "on a phone"
    shown.open("Timeline")
    page.get_by_label("Search").fill("on a phone")
    row = page.locator(".rows tr.message").first
    row.click()
    event = page.get_by_role("region", name="Event", exact=True)
    event.get_by_text("to all: on a phone").wait_for()
    assert not row.is_visible()
    assert is_whole(event.locator("> pre"))
    shown.keep_screenshot("event")

    event.get_by_role("button", name="Close").click()
    row.wait_for()
    assert not event.is_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_long_cuts_nothing_off(shown, size):
    """Neither a failed message, nor the controls beside one that is kept."""
    page = shown.page
    page.set_viewport_size(size)
    message = '{"action": "fail", "why": "%s"}' % ("long " * 100)
    with connect(shown.stack.project.outputs["url"]) as client:
        client.send(message)
        client.recv(timeout=10)
    shown.open("Timeline")
    page.get_by_label("Search").fill("long long")
    page.locator(".rows tr.message").first.click()
    event = page.get_by_role("region", name="Event", exact=True)
    assert is_whole(event.locator("> pre"))
    shown.keep_screenshot("long-event")

    event.get_by_role("button", name="Edit in client").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Forget").wait_for()
    page.get_by_text("No socket yet").wait_for()
    assert is_whole(page.locator(".composer"))
    shown.keep_screenshot("long-message")
    page.get_by_role("button", name="Forget").click()


def test_the_whole_page_works_by_keyboard(shown):
    """Tab reaches the sections in their order, and Enter opens one."""
    page = shown.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for section in SECTIONS:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == section
    page.keyboard.press("Enter")
    page.get_by_role("switch", name="crashes").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.role") == "switch"


def test_everything_that_can_be_used_has_a_name(shown):
    """A screen reader has a word for each control of each section."""
    nameless = """[...document.querySelectorAll("button, input, select, textarea, a")]
        .filter((each) => !(each.textContent.trim() || each.ariaLabel
                            || each.labels?.length)).map((each) => each.outerHTML)"""
    for section in SECTIONS:
        shown.open(section)
        shown.page.locator("main button, main a, main input").first.wait_for()
        assert shown.page.evaluate(nameless) == []
