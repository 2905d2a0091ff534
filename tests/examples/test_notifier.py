"""`examples/notifier`: a consumer pushes to pages, which stay for longer than AWS lets
a connection live."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

EXAMPLE = "notifier"
GONE = "L0SM9cOFvHcCIhw="  # ids as AWS makes them, of no connection
COMES = "L0SM9cOFvHcCIhx="


@pytest.fixture
def pages(open_page):
    """Two browsers that listen."""
    return [open_page(), open_page()]


def expect_newest(pages, text):
    """Wait until a text is the first of the list, everywhere."""
    for page in pages:
        expect(page.get_by_role("listitem").first).to_contain_text(text)


def keep_busy(example):
    """Send something to every listener."""
    endpoint = example.outputs["url"].replace("ws://", "http://")
    api = example.client("apigatewaymanagementapi", endpoint_url=endpoint)
    for row in example.rows():
        api.post_to_connection(ConnectionId=row["connectionId"]["S"], Data=b"busy")


def test_pages_hear_what_is_in_the_queue(example, pages):
    """Both, and a listener that is gone is forgotten, but not one that just comes."""
    comes = {"connectionId": {"S": COMES}, "connectedAt": {"N": str(int(time.time()))}}
    dynamodb, table_name = example.client("dynamodb"), example.outputs["table_name"]
    for item in ({"connectionId": {"S": GONE}}, comes):
        dynamodb.put_item(TableName=table_name, Item=item)

    example.run("consumer.py", "Fresh bread at nine")

    expect_newest(pages, "Fresh bread at nine")
    assert {"connectionId": {"S": GONE}} not in example.rows()
    assert comes in example.rows()
    dynamodb.delete_item(
        TableName=table_name, Key={"connectionId": comes["connectionId"]}
    )


def test_pages_come_back_after_ten_idle_minutes(example, pages):
    """By themselves, and hear what comes then."""
    example.advance_and_reconnect(10, pages)

    example.run("consumer.py", "after ten minutes")
    expect_newest(pages, "after ten minutes")


def test_pages_come_back_after_two_hours(example, pages):
    """However busy they were."""
    for _ in range(14):
        example.advance(8)
        keep_busy(example)
    expect_newest(pages, "busy")
    example.advance_and_reconnect(8, pages)

    example.run("consumer.py", "after two hours")
    expect_newest(pages, "after two hours")


def test_a_page_without_a_url_asks_for_one(example, chromium_browser):
    """And listens to what it is given."""
    page = chromium_browser.new_page()
    page.goto((example.project.folder / "page.html").as_uri())
    expect(page.get_by_role("status")).to_have_text("closed")

    page.get_by_label("URL").fill(example.outputs["url"])
    page.get_by_role("button").click()

    expect(page.get_by_role("status")).to_have_text("open")
    page.close()
