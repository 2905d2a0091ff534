"""`examples/rooms`: members of a room are users, for longer than AWS lets their
connections live."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

EXAMPLE = "rooms"


@pytest.fixture
def pages(open_page):
    """Ann and Bob, each in a browser, in one room."""
    pages = [open_page(query=f"?user={name}&room=lobby") for name in ("ann", "bob")]
    expect_members(pages, "ann", "bob")
    return pages


def expect_members(pages, *names):
    """Wait until each page shows these members, and no other ones."""
    for page in pages:
        members = page.get_by_label("Members").get_by_role("listitem")
        expect(members).to_have_text(list(names))


def messages(page):
    """All that a page shows of what was said, and who came and went."""
    return page.get_by_label("Messages").get_by_role("listitem")


def say(page, text):
    """Say something as somebody who types it."""
    page.get_by_label("Message", exact=True).fill(text)
    page.get_by_role("button", name="Say").click()


def expect_talk(pages):
    """What one says all hear, whoever it is."""
    for number, page in enumerate(pages):
        text = f"number {number}"
        say(page, text)
        for each in pages:
            expect(messages(each).last).to_contain_text(text)


def test_what_one_says_all_hear(pages):
    """With the name under which one came."""
    ann, bob = pages

    say(ann, "hello")

    for page in pages:
        expect(messages(page).last).to_have_text("ann: hello")
    expect_talk([bob, ann])


def test_rooms_are_apart(pages, open_page):
    """Who is in another room hears nothing, and is no member."""
    eve = open_page(query="?user=eve&room=attic")
    expect_members([eve], "eve")

    expect_talk(pages)
    say(eve, "anybody?")

    expect(messages(eve).last).to_have_text("eve: anybody?")
    expect(messages(eve).filter(has_text="number")).to_have_count(0)
    expect_members(pages, "ann", "bob")


def test_two_tabs_are_one_member(pages, open_page):
    """Closing one of them is no leave, closing both is."""
    ann, bob = pages
    second = open_page(query="?user=bob&room=lobby", context=bob.context)
    expect_members([ann, bob, second], "ann", "bob")
    expect_talk([ann, bob, second])

    second.close()
    expect_talk([ann, bob])
    expect_members([ann, bob], "ann", "bob")
    bob.close()

    expect(messages(ann).last).to_have_text("bob goes")
    expect_members([ann], "ann")
    expect(messages(ann).filter(has_text="bob goes")).to_have_count(1)


def test_pages_come_back_after_ten_idle_minutes(example, open_page):
    """Into their room; of one user, since a leave is no idleness for the others."""
    pages = [open_page(query="?user=ann&room=lobby") for _ in range(2)]
    expect_talk(pages)

    example.advance_and_reconnect(10, pages)

    expect_members(pages, "ann")
    expect_talk(pages)


def test_pages_come_back_after_two_hours(example, pages):
    """However busy they were."""
    for number in range(14):
        example.advance(8)
        say(pages[0], f"busy {number}")
        for page in pages:
            expect(messages(page).last).to_have_text(f"ann: busy {number}")
    example.advance_and_reconnect(8, pages)

    expect_members(pages, "ann", "bob")
    expect_talk(pages)


COUNTED = """
Math.random = () => 1;
window.attempts = 0;
window.WebSocket = class extends WebSocket {
  constructor(url) { super(url); window.attempts += 1; }
};
"""


@pytest.fixture
def refused_page(example, chromium_browser):
    """A page whose handshakes are refused, as its user has no name; its clock stands,
    its chance is the worst, and its attempts are counted."""
    page = chromium_browser.new_page()
    page.clock.install()
    page.clock.pause_at(time.time() + 60)
    page.add_init_script(COUNTED)
    file = example.project.folder / "page.html"
    page.goto(f"{file.as_uri()}#{example.outputs['url']}?user=%20&room=lobby")
    yield page
    page.close()


def test_a_refused_page_tries_later_and_later(refused_page):
    """After twice as long each time, up to half a minute."""
    pauses = (500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000)
    for number, pause in enumerate(pauses, start=1):
        expect(refused_page.get_by_role("status")).to_have_text("reconnecting")
        refused_page.clock.run_for(pause - 1)
        assert refused_page.evaluate("attempts") == number
        refused_page.clock.run_for(1)
        assert refused_page.evaluate("attempts") == number + 1
