"""The chat of the README: the real CLI, the simulator, clients of others."""

import pytest
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, ROOT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PAGE = """
<script>
  window.received = [];
  window.socket = new WebSocket(URL);
  window.opened = new Promise((resolve) => socket.onopen = resolve);
  socket.onmessage = (event) => received.push(event.data);
</script>
"""


@pytest.fixture
def chat(make_project):
    """The running chat."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    return Stack(project)


def wait_for_rows(stack, count):
    """Scan until the table has that many rows; $disconnect runs after the close."""
    while len(rows := stack.rows()) != count:
        pass
    return rows


@pytest.mark.browser
def test_three_clients_of_others_chat(chat, node_ws, chromium):
    """Each message reaches Python's websockets, Node's ws and a browser; a leaver's
    row is gone from the table."""
    url = chat.project.outputs["url"]
    page = chromium.new_page()
    with connect(url) as python, node_ws(url) as node:
        assert node.next() == {"open": ""}
        page.set_content(PAGE.replace("URL", repr(url)))
        page.evaluate("opened")
        assert len(chat.rows()) == 3

        python.send("from python")
        assert python.recv(timeout=10) == "from python"
        assert node.next() == {"message": "from python"}

        node.send("from node")
        assert python.recv(timeout=10) == "from node"
        assert node.next() == {"message": "from node"}

        page.evaluate("socket.send('from a browser')")
        assert python.recv(timeout=10) == "from a browser"
        assert node.next() == {"message": "from a browser"}
        page.wait_for_function("received.length == 3")
        assert page.evaluate("received") == [
            "from python",
            "from node",
            "from a browser",
        ]

        python.close()
        wait_for_rows(chat, 2)
        node.send("two left")
        assert node.next() == {"message": "two left"}
        page.wait_for_function("received.length == 4")
        page.evaluate("socket.close()")
        wait_for_rows(chat, 1)
    wait_for_rows(chat, 0)


@pytest.mark.browser
def test_the_chat_page_chats(chat, chromium):
    """The page that `make up` prints connects by itself, sends and shows messages."""
    url = chat.project.outputs["url"]
    page = chromium.new_page()
    page.goto(f"http://127.0.0.1:{chat.daemon['port']}/chat#{url}")
    page.get_by_text("connected to").wait_for()
    page.get_by_label("Message").fill("hello, page")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("hello, page").wait_for()

    with connect(url) as other:
        other.send("hello from outside")
        page.get_by_text("hello from outside").wait_for()


def test_the_root_program_is_the_one_of_the_readme():
    """README, design and the repository's root show one and the same program."""
    assert CHAT in (ROOT / "README.md").read_text()
    assert len([line for line in CHAT.splitlines() if line.strip()]) <= 20
