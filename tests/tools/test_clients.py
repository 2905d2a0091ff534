"""The WebSocket clients written by others run: Node's `ws` and Chromium."""

import threading
from collections.abc import Iterator

import pytest
from websockets.sync.server import ServerConnection, serve

ECHO = """
url => new Promise(resolve => {
    const websocket = new WebSocket(url);
    websocket.onopen = () => websocket.send("hello");
    websocket.onmessage = event => resolve(event.data);
})
"""


@pytest.fixture
def echo_url() -> Iterator[str]:
    """Return the URL of a server that echoes, and that refuses the path /refused."""

    def refuse(connection: ServerConnection, request):
        if request.path == "/refused":
            return connection.respond(403, "not here")
        return None

    def echo(connection: ServerConnection) -> None:
        for message in connection:
            connection.send(message)

    with serve(echo, "127.0.0.1", 0, process_request=refuse) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.timeout(60)
def test_node_client_sends_receives_and_closes(echo_url, node_ws):
    """A `ws` client tells of the open connection, each message and the close."""
    client = node_ws(echo_url)

    assert client.next() == {"open": ""}
    client.send("hello")
    assert client.next() == {"message": "hello"}
    client.close()
    assert client.next() == {"close": 1000, "reason": ""}


def test_node_client_tells_of_a_refused_handshake(echo_url, node_ws):
    """A `ws` client tells status and body of an answer that isn't 101."""
    assert node_ws(f"{echo_url}/refused").next() == {
        "rejected": 403,
        "body": "not here",
    }


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_chromium_opens_a_websocket(echo_url, chromium):
    """A page in Chromium sends and receives."""
    page = chromium.new_page()

    assert page.evaluate(ECHO, echo_url) == "hello"
