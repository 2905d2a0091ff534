"""The timeline shows what came of each frame, and how it came about."""

import asyncio
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from pulumi_wingws.conversations import Conversation, replay
from pulumi_wingws.conversations.conversation import kind_of

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.timeout(120),
]


@pytest.fixture
def timeline(shown):
    """The console at its timeline."""
    shown.open("Timeline")
    return shown


@pytest.fixture
def client(stack):
    """A client of the chat that is not the page's."""
    with connect(stack.project.outputs["url"]) as client:
        yield client


def choose(shown, text, kind="message"):
    """Find the one event with this text, open it, and return what is shown of it."""
    shown.page.get_by_label("Search").fill(text)
    row = shown.page.locator(f".rows tbody tr.{kind}")
    row.first.click()
    return shown.page.get_by_role("region", name="Event", exact=True)


def test_a_frame_is_followed_to_the_frames_that_it_causes(timeline, client):
    """Route and why, function, cold or warm, its time, its log, posts, deliveries."""
    client.send("follow me")
    assert client.recv(timeout=10) == "follow me"

    event = choose(timeline, "follow me")
    event.get_by_text("not JSON, so $default").wait_for()
    event.get_by_role("link", name="Chat-default").wait_for()
    assert event.locator(".invocation .badge").first.inner_text() in ("cold", "warm")
    assert " ms" in event.locator(".invocation .badge").nth(1).inner_text()
    assert event.locator("pre.log").inner_text() == "to all: follow me"
    post = event.get_by_role("row").nth(1)
    post.get_by_text("200").wait_for()
    post.get_by_text("+", exact=False).wait_for()  # how long after it was delivered
    timeline.keep_screenshot("trace")


def test_a_reply_is_part_of_its_message(timeline, client):
    """What a two-way route returns is delivered, and is shown as that."""
    client.send('{"action": "echo", "text": "two ways"}')
    assert client.recv(timeout=10).startswith("welcome: ")

    event = choose(timeline, "two ways")
    event.get_by_text("action is 'echo'").wait_for()
    event.get_by_text("reply delivered").wait_for()


def test_a_failure_is_seen_at_once(timeline, client):
    """Its row says so, its error and traceback are there, and so is the function's."""
    client.send('{"action": "fail", "what": "on purpose"}')
    client.recv(timeout=10)

    event = choose(timeline, "on purpose")
    event.locator("pre.error", has_text="ValueError: cannot take").wait_for()
    event.locator("pre.log", has_text='raise ValueError(f"cannot').wait_for()
    assert timeline.page.locator("tr.failed td.result").inner_text() == "error"
    event.get_by_role("link", name="Chat-route-fail").click()
    errors = timeline.page.get_by_role("region", name="Last errors")
    errors.get_by_text("on purpose").first.wait_for()


def test_connects_refusals_disconnects_and_changes_are_events(timeline, stack, client):
    """With who asked and what it was answered, who closed, and which function ran."""
    client.send('{"action": "note", "text": "changes"}')
    page = timeline.page
    page.get_by_label("Show").select_option("Table changes")
    page.locator("tr.change td.function", has_text="Notes-change").first.wait_for()
    client.close(4001, "enough")
    page.get_by_label("Show").select_option("Connects, disconnects")
    page.get_by_label("Search").fill("enough")
    row = page.locator("tr.disconnect").first
    row.wait_for()
    assert row.locator(".data").inner_text() == "4001 enough"
    assert row.locator(".result").inner_text() == "client"

    with pytest.raises(Exception, match="403"):
        connect(f"{stack.project.outputs['members']}?token=shut").__enter__()
    page.get_by_label("Show").select_option("Failures")
    page.get_by_label("Search").fill("members-authorizer")
    refused = page.locator("tr.connect.failed").first
    refused.wait_for()
    assert refused.locator(".result").inner_text() == "403"


def test_a_search_and_a_kind_narrow_it(timeline, client):
    """To rows with the text anywhere, in any case; the counter says of how many."""
    for text in ("needle one", "needle two", "hay"):
        client.send(text)
        assert client.recv(timeout=10) == text

    page = timeline.page
    page.get_by_label("Search").fill("NEEDLE")
    expect(page.locator(".rows tr.message")).to_have_count(2)
    assert " of " in page.locator(".timeline > .bar > .muted").inner_text()
    page.get_by_label("Show").select_option("Failures")
    expect(page.locator(".rows tr.message")).to_have_count(0)
    page.get_by_label("Search").fill("no such text")
    page.get_by_text("Nothing matches.").wait_for()


def test_paused_it_stands_still(timeline, client):
    """What comes meanwhile is counted, and shown when it goes on."""
    page = timeline.page
    page.get_by_label("Search").fill("meanwhile")
    page.get_by_role("button", name="Pause").click()
    client.send("meanwhile")
    assert client.recv(timeout=10) == "meanwhile"
    resume = page.get_by_role("button", name="new)")
    resume.wait_for()
    assert page.locator(".rows tr.message").count() == 0

    resume.click()
    page.locator(".rows tr.message").wait_for()


def test_a_message_is_replayed(timeline, client):
    """The API gets the same text once more, over a socket of the page."""
    client.send("once more")
    assert client.recv(timeout=10) == "once more"

    event = choose(timeline, "once more")
    event.get_by_role("button", name="Replay").click()
    assert client.recv(timeout=10) == "once more"
    timeline.page.get_by_text("sent again over socket 1").wait_for()


def test_what_clients_have_said_is_saved(timeline, stack):
    """As a file that plays again, of all clients since the timeline was cleared."""
    page = timeline.page
    save = page.get_by_role("button", name="Save conversation")
    save.click()
    page.get_by_text("there are several").wait_for()  # APIs; none is chosen
    page.get_by_role("button", name="Clear").click()
    url = stack.project.outputs["url"]
    with connect(f"{url}?user=ann", subprotocols=["none"]) as ann, connect(url) as bob:
        ann.send("to be saved")
        assert [each.recv(timeout=10) for each in (ann, bob)] == ["to be saved"] * 2
    choose(timeline, "to be saved")
    with page.expect_download() as download:
        save.click()
    assert download.value.suggested_filename == "Chat.json"

    conversation = Conversation.read(download.value.path())
    kinds = Counter(kind for kind, _ in map(kind_of, conversation.steps))
    assert kinds == {"connect": 2, "send": 1, "receive": 2, "close": 2}
    assert conversation.steps[0] == {
        "connect": "client 1",
        "query": "user=ann",
        "subprotocols": ["none"],
    }
    with ThreadPoolExecutor() as thread:  # in this one the browser's loop runs
        playing = thread.submit(asyncio.run, replay(conversation, url))
        assert playing.result() == []


def test_it_works_by_keyboard(timeline, client):
    """Arrows choose an event, Enter goes into it, Escape back to the list."""
    client.send("by keyboard")
    assert client.recv(timeout=10) == "by keyboard"
    page = timeline.page
    page.get_by_label("Search").fill("by keyboard")
    page.locator(".rows tr.message").wait_for()
    page.get_by_role("grid").focus()
    page.keyboard.press("ArrowDown")
    page.locator("tr[aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Event"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.role") == "grid"


def send_crowd(client, hundreds, word):
    """Send hundreds of messages that are answered, more at once than can be read."""
    for hundred in range(hundreds):
        for number in range(hundred * 100, hundred * 100 + 100):
            client.send(json.dumps({"action": "echo", word: number}))
        for _ in range(100):
            client.recv(timeout=10)


def wait_for_all(page, total):
    """Wait until as many events are shown or said not to be; return the two numbers."""
    counter = page.locator(".timeline > .bar > .muted")
    expect(counter).to_contain_text("more not shown")
    while (
        sum(numbers := [int(n) for n in re.findall(r"\d+", counter.inner_text())])
        < total
    ):
        pass
    return numbers


def test_a_crowd_is_shown_in_part_and_says_so(client, timeline):
    """Each message that is shown is whole; paused, the page fetches the others."""
    page = timeline.page
    messages = page.locator(".rows tr.message")
    page.locator(".rows tr.connect").first.wait_for()
    page.get_by_role("button", name="Clear").click()
    send_crowd(client, 3, "crowd")
    shown, left_out = wait_for_all(page, 300)
    assert shown + left_out == 300
    assert set(messages.locator(".result").all_inner_texts()) == {"1 sent"}
    timeline.keep_screenshot("crowd")

    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".rows tr.gap")).to_have_count(0)
    expect(page.locator(".timeline > .bar > .muted")).to_have_text("300 events")
    assert set(messages.locator(".result").all_inner_texts()) == {"1 sent"}
    numbers = [
        json.loads(text)["crowd"]
        for text in messages.locator(".data").all_inner_texts()
    ]
    assert numbers == [*range(numbers[0], numbers[0] + len(numbers))]


def test_a_gap_is_an_event_too(client, timeline):
    """Opened, it says what it stands for; looked at closer, the timeline closes it."""
    page = timeline.page
    page.locator(".rows tr.connect").first.wait_for()
    page.get_by_role("button", name="Clear").click()
    send_crowd(client, 3, "gap")
    wait_for_all(page, 300)
    gaps = page.locator(".rows tr.gap")
    gaps.last.click()
    event = page.get_by_role("region", name="Event", exact=True)
    event.get_by_text("came faster than they can be read").wait_for()
    expect(gaps.last.locator(".data")).to_contain_text("not shown")
    timeline.keep_screenshot("gap")

    page.get_by_label("Search").fill('"gap": 1')
    expect(gaps).to_have_count(0)
    expect(page.locator(".timeline > .bar > .muted")).to_have_text("111 of 300 events")


def test_thousands_of_messages(timeline, client):
    """It keeps few elements, of all that the simulator still has; each reply is with
    the message that it answers."""
    page = timeline.page
    page.get_by_label("Search").fill('"number": 29')
    send_crowd(client, 30, "number")  # more at once than AWS lets one connection send
    page.get_by_text('"number": 2999').wait_for()
    shown = page.locator(".timeline > .bar > .muted")
    # At least those of 2900 and more: what was left out is fetched.
    expect(shown).to_have_text(re.compile(r"^1\d\d of "), timeout=20_000)
    results = page.locator(".rows tr.message td.result")
    expect(results.filter(has_not_text="1 sent")).to_have_count(0)
    page.get_by_label("Search").fill("")
    expect(shown).to_have_text(re.compile(r"^[\d,]{3,5} events"))
    assert page.locator(".rows tbody tr").count() < 100
