"""The sections of the console beside the timeline."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from pulumi_wingws.conversations import Conversation, replay
from pulumi_wingws.conversations.conversation import kind_of

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.timeout(120),
]


@pytest.fixture
def client(stack):
    """A client of the chat that is not the page's."""
    with connect(stack.project.outputs["url"]) as client:
        yield client


def test_the_map_shows_who_may_call_what(shown):
    """APIs, functions, tables, and the calls that statements allow."""
    calls = shown.page.get_by_role("region", name="Who may call what").get_by_role(
        "row"
    )
    rows = [row.split("\t") for row in calls.all_inner_texts()]
    assert ["Chat", "Chat-default", "$default"] in rows
    assert ["Chat-default", "Connections", "Scan"] in rows
    assert ["Chat-default", "Chat", "ManageConnections"] in rows
    assert ["Chat-route-note", "Notes", "PutItem"] in rows
    assert ["Notes", "Notes-change", "stream"] in rows
    assert ["Members", "Members-authorizer", "authorizer"] in rows
    assert not [row for row in rows if row[0] == "Chat-route-echo"]
    assert shown.page.locator(".lines path").count() == len(rows) - 1
    shown.keep_screenshot("map")


def row_of(shown, client):
    """Make a connection known by its last route, and return its row."""
    client.send('{"action": "echo"}')
    client.recv(timeout=10)
    shown.open("Connections")
    return shown.page.get_by_role("row").filter(has_text="echo")


def test_connections_are_live(shown, client):
    """Who, since when, the route, bytes and messages both ways."""
    row = row_of(shown, client)
    row.wait_for()
    for text in ("Chat", "127.0.0.1", "18 B in 1", "27 B in 1"):
        row.get_by_text(text, exact=True).wait_for()


def test_a_connection_can_be_sent_to(shown, client):
    """The client gets what was typed."""
    row_of(shown, client).get_by_role("button", name="Send").click()
    dialog = shown.page.get_by_role("dialog")
    dialog.get_by_label("Data").fill("from the console")
    dialog.get_by_role("button", name="Send").click()
    assert client.recv(timeout=10) == "from the console"


@pytest.mark.parametrize("action", ["Drop", "Expire"])
def test_a_connection_can_be_ended(shown, client, action):
    """Dropped as by an API call, or as AWS ends those that are idle."""
    row_of(shown, client).get_by_role("button", name=action).click()
    if action == "Expire":
        shown.page.get_by_role("dialog").get_by_role("button", name=action).click()
    with pytest.raises(ConnectionClosed):
        client.recv(timeout=10)
    assert client.close_code == {"Drop": 1000, "Expire": 1001}[action]
    shown.page.get_by_text("No client is connected.").wait_for()


def test_the_client_holds_several_sockets(shown):
    """Each with its API and query; one message goes to one of them, or to all."""
    page = shown.page
    shown.open("Client")
    page.get_by_label("API").select_option("Members")
    page.get_by_label("Query string").fill("token=open")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_role("button", name="1 Members open").wait_for()
    page.get_by_label("API").select_option("Chat")
    page.get_by_label("Query string").fill("")
    for number in (2, 3):
        page.get_by_role("button", name="Connect", exact=True).click()
        page.get_by_role("button", name=f"{number} Chat open").wait_for()
    page.get_by_label("to all open sockets").check()
    page.get_by_label("Message", exact=True).fill('{"action": "echo"}')
    page.keyboard.press("Control+Enter")
    frames = page.get_by_role("log", name="Frames")
    frames.get_by_text('welcome: {"action": "echo"}').wait_for()
    page.get_by_role("button", name="1 Members").click()
    frames.get_by_text("hello ada").wait_for()
    shown.keep_screenshot("client")
    page.get_by_role("button", name="Close socket 1").click()
    frames.get_by_text("closed with code 1000").wait_for()


def test_a_conversation_is_saved(shown, stack):
    """As a file that plays again: all sockets to the API, and no others."""
    page = shown.page
    shown.open("Client")
    page.get_by_label("API").select_option("Chat")
    page.get_by_label("Query string").fill("who=ann")
    for number in (1, 2):
        page.get_by_role("button", name="Connect", exact=True).click()
        page.get_by_role("button", name=f"{number} Chat open").wait_for()
    page.get_by_label("Message", exact=True).fill('{"action": "fail"}')
    page.keyboard.press("Control+Enter")
    frames = page.get_by_role("log", name="Frames")
    frames.get_by_text("Internal server error").wait_for()
    page.get_by_role("button", name="Close socket 2").click()
    frames.get_by_text("closed with code 1000").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save conversation").click()
    assert download.value.suggested_filename == "Chat.json"

    conversation = Conversation.read(download.value.path())
    assert [kind_of(step) for step in conversation.steps] == [
        ("connect", "client 1"),
        ("connect", "client 2"),
        ("send", "client 2"),
        ("receive", "client 2"),
        ("close", "client 2"),
    ]
    assert conversation.steps[0]["query"] == "who=ann"
    url = stack.project.outputs["url"]
    with ThreadPoolExecutor() as thread:  # in this one the browser's loop runs
        playing = thread.submit(asyncio.run, replay(conversation, url))
        assert playing.result() == []


def test_a_refused_socket_says_so(shown):
    """It is closed, with the code that the browser gives."""
    shown.open("Client")
    shown.page.get_by_label("API").select_option("Members")
    shown.page.get_by_role("button", name="Connect", exact=True).click()
    shown.page.get_by_text("closed with code 1006").wait_for()
    assert "WebSocket connection to" in shown.problems.pop()


def test_messages_are_kept_in_the_browser(shown):
    """A saved one is there after a reload, and can be forgotten."""
    page = shown.page
    shown.open("Client")
    page.get_by_label("Message", exact=True).fill("keep this")
    page.get_by_role("button", name="Save", exact=True).click()
    page.reload()
    page.get_by_role("button", name="keep this", exact=True).click()
    assert page.get_by_label("Message", exact=True).input_value() == "keep this"
    page.get_by_role("button", name="Forget keep this").click()
    page.get_by_text("None yet.").wait_for()


def test_items_are_inserted_edited_and_deleted(shown):
    """In the table itself, and what DynamoDB refuses is said where it was typed."""
    page = shown.page
    shown.open("Tables")
    page.get_by_label("Table", exact=True).select_option("Notes")
    page.get_by_role("button", name="Insert").click()
    dialog = page.get_by_role("dialog")
    item = dialog.get_by_label("Item")
    item.fill('{"id": {"N": "1"}}')
    dialog.get_by_role("button", name="Insert").click()
    dialog.get_by_role("alert").get_by_text("Type mismatch").wait_for()
    shown.problems.clear()  # the browser logs the 409
    item.fill('{"id": {"S": "one"}, "tags": {"L": [{"N": "7"}]}}')
    dialog.get_by_role("button", name="Insert").click()
    row = page.get_by_role("row").filter(has_text="one")
    row.get_by_text('["7"]').wait_for()
    shown.keep_screenshot("tables")

    row.get_by_role("button", name="Edit").click()
    item.fill('{"id": {"S": "one"}, "text": {"S": "new"}}')
    dialog.get_by_role("button", name="Save").click()
    row.get_by_text("new").wait_for()
    stored = shown.admin("scan_table", table="Notes", limit=100)["items"]
    assert {"id": {"S": "one"}, "text": {"S": "new"}} in stored

    row.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    row.wait_for(state="detached")


def test_a_function_is_open_to_the_eye(shown):
    """Its source with the program's line numbers, captures, statements and log."""
    page = shown.page
    shown.open("Functions")
    page.get_by_role("navigation", name="Functions").get_by_text("Chat-default").click()
    for part in ("Source", "Captures", "Statements", "Log"):
        page.locator("summary", has_text=part).first.click()
    line = page.locator(".source-line", has_text="for item in connections.scan()").first
    line.wait_for()
    program = shown.stack.project.folder.joinpath("__main__.py").read_text()
    number = int(line.get_attribute("data-number"))
    assert program.splitlines()[number - 1] == line.inner_text().removesuffix("\n")
    page.get_by_role("region", name="Statements").get_by_text(
        "dynamodb:Scan"
    ).wait_for()
    page.locator("details", has_text="Captures").get_by_text("Connections-").wait_for()
    shown.keep_screenshot("function")


def test_a_function_says_what_it_handles(shown):
    """Routes, or a table's changes, by the names that the program gave them."""
    shown.open("Functions")
    listed = shown.page.get_by_role("navigation", name="Functions")
    listed.get_by_text("changes of Notes", exact=True).wait_for()
    listed.get_by_text("$default", exact=True).first.wait_for()


def test_a_function_can_be_invoked(shown):
    """With an event that is there to be changed; its answer and log are shown."""
    page = shown.page
    shown.open("Functions")
    page.get_by_role("navigation", name="Functions").get_by_text("route-echo").click()
    page.locator("summary", has_text="Invoke").click()
    event = page.get_by_label("Event")
    given = json.loads(event.input_value())
    event.fill(json.dumps({**given, "body": "by hand"}))
    page.get_by_role("button", name="Invoke", exact=True).click()
    page.get_by_text("welcome: by hand").wait_for()

    event.fill("{")
    page.get_by_role("button", name="Invoke", exact=True).click()
    page.locator(".sheet p.error").wait_for()


def test_a_fault_is_a_switch(shown):
    """It holds from now on, the header says so, and it goes off again."""
    page = shown.page
    shown.open("Faults")
    page.get_by_label("crashes, share").fill("0.5")
    page.get_by_role("switch", name="crashes").check()
    page.get_by_text("1 fault", exact=True).wait_for()
    assert shown.admin("state")["faults"]["crashes"] == 0.5
    shown.keep_screenshot("faults")

    page.get_by_role("switch", name="crashes").uncheck()
    page.get_by_text("crashes is off").wait_for()
    assert shown.admin("state")["faults"]["crashes"] == 0


def test_time_runs_faster_and_at_its_own_pace_again(shown):
    """For open connections too; the header says so."""
    page = shown.page
    shown.open("Faults")
    page.get_by_label("time scale").fill("60")
    page.get_by_label("time scale").press("Enter")
    page.get_by_text("time \u00d7 60").wait_for()
    assert shown.admin("state")["time_scale"] == 60

    page.get_by_label("time scale").fill("0.5")
    page.get_by_label("time scale").press("Enter")
    page.get_by_text(
        "time_scale is 0.5; expected a number from 1 to 100,000"
    ).wait_for()
    shown.problems.clear()  # the browser logs the 409
    assert shown.admin("state")["time_scale"] == 60

    page.get_by_label("time scale").fill("1")
    page.get_by_label("time scale").press("Enter")
    page.get_by_text("time is real").wait_for()
    assert shown.admin("state")["time_scale"] == 1


def test_an_edit_that_cannot_run_is_shown(shown):
    """With the text that `wingws dev` says, until an edit runs again."""
    shown.admin("problem", text="error: __main__.py:3:1: NameError: <b>x</b>")
    alert = shown.page.get_by_role("alert").filter(has_text="NameError: <b>x</b>")
    alert.wait_for()
    shown.keep_screenshot("problem")

    shown.admin("problem", text=None)
    alert.wait_for(state="hidden")


def test_a_change_from_elsewhere_is_seen(shown):
    """What the command line or `pulumi up` changes shows in an open page."""
    shown.open("Faults")
    shown.admin("faults", faults={"lost_disconnects": 0.25})
    shown.page.get_by_role("switch", name="lost_disconnects", checked=True).wait_for()
    shown.admin("faults", faults={"lost_disconnects": 0})
