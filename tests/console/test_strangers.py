"""What others can do to the console, by a page, a message or a name: nothing."""

import http.server
import json
import threading

import pytest
from websockets.sync.client import connect

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.timeout(120),
]

SCRIPT = "<img src=x onerror=\"document.title = 'taken'\"><script>taken()</script>"

TRY = """async (port) => {
    const address = `http://127.0.0.1:${port}`;
    const outcome = (promise) => promise.then(() => "done", () => "refused");
    const post = (options) => outcome(
        fetch(`${address}/admin/stop`, {method: "POST", body: "{}", ...options})
        .then((answer) => answer.text()));
    const socket = (path) => new Promise((resolve, reject) => {
        const made = new WebSocket(`ws://127.0.0.1:${port}${path}`);
        made.onopen = resolve;
        made.onerror = reject;
    });
    return {
        simple: await post({}),
        with_a_token: await post({headers: {Authorization: "Bearer x"}}),
        with_cookies: await post({credentials: "include"}),
        socket: await outcome(socket("/admin/watch")),
        console_socket: await outcome(socket("/console/")),
        module: await outcome(import(`${address}/console/admin.js`)),
    };
}"""


@pytest.fixture(scope="module")
def stranger():
    """The port of a web page of somebody else."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>stranger</title>")

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def tab(browser):
    """A tab in which nobody has opened the console."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("host", ["stranger.example", "127.0.0.1", "localhost"])
def test_another_page_reaches_nothing(stack, tab, stranger, host):
    """No request, socket or module of the daemon's, from another origin, even one on
    this machine; the daemon runs on."""
    tab.goto(f"http://{host}:{stranger}/")
    outcomes = tab.evaluate(TRY, stack.daemon["port"])
    assert set(outcomes.values()) == {"refused"}, outcomes
    assert stack.chats()


def test_another_page_cannot_frame_it(stack, tab, stranger):
    """So no click of the user's can be led to it."""
    tab.goto(f"http://stranger.example:{stranger}/")
    frame = f"http://127.0.0.1:{stack.daemon['port']}/console/"
    with tab.expect_console_message(lambda message: "frame" in message.text.lower()):
        tab.evaluate(
            "(src) => document.body.append(Object.assign("
            "document.createElement('iframe'), {src}))",
            frame,
        )
    assert not [each for each in tab.frames if "console" in each.url]


def test_a_rebound_name_gets_nothing(stack, tab):
    """A stranger's name that leads to this machine is not the console's."""
    answer = tab.goto(f"http://rebound.example:{stack.daemon['port']}/console/")
    assert answer.status == 403
    assert "wingws" not in tab.content()


def test_without_the_token_nothing_is_shown(stack, tab):
    """The page asks for it, and a wrong one opens nothing."""
    address = f"http://127.0.0.1:{stack.daemon['port']}/console/"
    tab.goto(address)
    tab.get_by_text("This page needs the simulator's token.").wait_for()
    tab.get_by_label("Token").fill("wrong")
    tab.get_by_role("button", name="Open").click()
    tab.get_by_text("The simulator does not know this token.").wait_for()
    assert "Chat" not in tab.content()

    tab.get_by_label("Token").fill(stack.daemon["token"])
    tab.get_by_role("button", name="Open").click()
    tab.get_by_text("live", exact=True).wait_for()


def test_a_restarted_simulator_asks_for_its_new_token(shown):
    """An open page says that it was away, and goes on with what `wingws console` has
    to say."""
    shown.stack.project.config_set("wingws:timeScale", "2")
    shown.stack.project.up()
    shown.page.get_by_text("The simulator was started anew").wait_for()
    shown.problems.clear()  # the browser logs what could not be reached

    address = shown.stack.wingws("console").strip()
    shown.page.goto(address)
    shown.page.get_by_text("live", exact=True).wait_for()
    shown.page.get_by_text("time \N{MULTIPLICATION SIGN} 2").wait_for()


def test_the_token_does_not_stay_in_sight(shown):
    """It is gone from the address bar, and from where going back would lead."""
    token = shown.stack.daemon["token"]
    assert token not in shown.page.url
    assert token not in shown.page.content()
    shown.open("Timeline")
    shown.page.go_back()
    assert token not in shown.page.url
    assert shown.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_what_clients_write_is_text(shown):
    """In a message, header, reason, log, error, item: no element of it, no script."""
    page = shown.page
    url = shown.stack.project.outputs["url"]
    with connect(url, user_agent_header=SCRIPT) as client:
        client.send(SCRIPT)
        assert client.recv(timeout=10) == SCRIPT
        client.send(json.dumps({"action": "fail", "x": SCRIPT}))
        client.recv(timeout=10)
        client.send(json.dumps({"action": "note", "x": SCRIPT}))
        shown.open("Connections")
        page.locator("td code[title*=onerror]").wait_for()
        shown.open("Client")
        page.get_by_label("API").select_option("Chat")
        page.get_by_role("button", name="Connect", exact=True).click()
        page.get_by_text("connected", exact=True).wait_for()
        client.send(SCRIPT)
        page.get_by_role("log").get_by_text("onerror").wait_for()
        client.close(4000, SCRIPT[:60])

    shown.open("Timeline")
    for kind in ("connect", "message", "disconnect"):
        page.get_by_label("Search").fill("onerror")
        page.locator(f".rows tr.{kind}").first.click()
        page.locator(".detail").get_by_text("onerror").first.wait_for()
        assert_harmless(page)
    shown.open("Tables")
    page.get_by_label("Table", exact=True).select_option("Notes")
    page.locator("td").get_by_text("onerror").first.wait_for()
    assert_harmless(page)
    shown.open("Functions")
    page.get_by_role("navigation", name="Functions").get_by_text("route-fail").click()
    page.get_by_role("region", name="Last errors").get_by_text(
        "onerror"
    ).first.wait_for()
    assert_harmless(page)


def assert_harmless(page):
    """Nothing of the page came from what was written into it."""
    assert page.locator("main img, main script, .notes img").count() == 0
    assert page.title() != "taken"


def test_the_page_asks_nobody_else(stack, browser):
    """All that it loads is the daemon's own, and its policy allows no other."""
    asked = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    own = f"http://127.0.0.1:{stack.daemon['port']}/"
    answer = page.goto(f"{own}console/#token={stack.daemon['token']}")
    page.get_by_text("live", exact=True).wait_for()
    context.close()

    assert {url for url in asked if not url.startswith(own)} == set()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
