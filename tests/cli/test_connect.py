"""`wingws connect`, in pipes and at a terminal."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

#: What has come when a line can be typed.
PROMPT = "\x1b[0m>"


@contextmanager
def serving(handler, **options):
    """Serve a WebSocket that is none of ours; yields its URL."""
    with serve(handler, "127.0.0.1", 0, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.socket.getsockname()[1]
        yield f"ws://127.0.0.1:{port}"
        server.shutdown()
        thread.join()


def test_lines_go_out_and_answers_come_in(shell, echo):
    """Answers are all there is on standard output, as they are; blank lines stay."""
    done = shell.run("connect", echo, input='{"a":  1}\r\n\n  é\nlast')

    # Handlers of messages may overtake each other, as on AWS.
    assert sorted(done.stdout.splitlines()) == ["  é", "last", '{"a":  1}']
    assert done.returncode == 0
    assert done.stderr.splitlines() == [f"connected to {echo}", "closed with 1000"]


def test_a_name_will_do(shell, echo):
    """That of a WebSocket of the only running stack; others are told."""
    assert shell.run("connect", "Echo", input="hello").stdout == "hello\n"

    refused = shell.run("connect", "Chat")
    assert refused.returncode == 1
    assert refused.stderr == (
        "wingws: WebSocket 'Chat' is unknown; stack 'dev' has: Echo\n"
    )


def test_what_the_handshake_has(shell):
    """Headers, each time the option is given, query parameters and subprotocols."""

    def tell(websocket):
        headers = websocket.request.headers
        websocket.send(json.dumps(headers.get_all("X-Who")))
        websocket.send(websocket.request.path)
        websocket.send(websocket.subprotocol)
        websocket.recv()

    with serving(tell, subprotocols=["chat"]) as url:
        options = ("-H", "X-Who: ann", "--header", "x-who:bob", "--subprotocol", "chat")
        query = ("--query", "a=1 2", "--query", "b=ü=")
        done = shell.run("connect", f"{url}/x?y=z", *options, *query)

    path = "/x?y=z&a=1+2&b=%C3%BC%3D"
    assert done.stdout.splitlines() == ['["ann", "bob"]', path, "chat"]
    assert done.stderr.splitlines()[0] == f"connected to {url}/x, subprotocol chat"


def test_news_for_programs(shell, echo):
    """With --json each is an object, so a message may have lines."""
    done = shell.run("connect", "Echo", "--json", input="hello")

    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"type": "opened", "url": echo, "subprotocol": None},
        {"type": "message", "data": "hello"},
        {"type": "closed", "code": 1000, "reason": ""},
    ]
    assert done.stderr == ""


def test_bytes_are_shown_in_base64(shell):
    """API Gateway sends none, other servers do."""
    with serving(lambda websocket: websocket.send(b"\0\xff")) as url:
        assert shell.run("connect", url).stdout == "AP8=\n"


@pytest.mark.parametrize(
    ("code", "status"), [(1000, 0), (1001, 1), (4000, 1)], ids=["1000", "1001", "4000"]
)
def test_the_server_closes(shell, code, status):
    """Its code and reason are told; any but 1000 is no good end."""
    with serving(lambda websocket: websocket.close(code, "enough")) as url:
        done = shell.run("connect", url, "--wait", "inf")

    assert done.stderr.splitlines()[-1] == f"closed with {code} enough"
    assert done.returncode == status


def test_a_connection_that_breaks(shell):
    """Without a close frame it is 1006."""

    def vanish(websocket):
        websocket.socket.shutdown(2)

    with serving(vanish) as url:
        done = shell.run("connect", url, "--wait", "inf")

    assert done.stderr.splitlines()[-1] == "closed with 1006"
    assert done.returncode == 1


def test_a_refused_handshake(shell):
    """Status and body are told, without what would steer a terminal."""

    def refuse(connection, request):
        return connection.respond(HTTPStatus.FORBIDDEN, '{"message":"no\x1b[2J"}\n')

    with serving(print, process_request=refuse) as url:
        done = shell.run("connect", url)

    assert done.returncode == 1
    assert done.stderr == (
        "wingws: the handshake was refused with 403 Forbidden: "
        '{"message":"no\\x1b[2J"}\n'
    )


def test_ctrl_c_in_a_pipe(shell):
    """The connection ends in order, and the exit status is the shells' own."""
    ends = []

    def listen(websocket):
        websocket.send("here")
        with contextlib.suppress(ConnectionClosed):
            websocket.recv()
        ends.append(websocket.close_code)

    with serving(listen) as url, shell.start("connect", url) as process:
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()

    assert ends == [1000]
    assert error.decode() == f"connected to {url}\n"
    assert process.returncode == 130


def test_without_standard_input(shell):
    """It listens for as long as after the end of one."""
    with serving(lambda websocket: websocket.recv()) as url:
        command = f"exec {sys.executable} -m pulumi_wingws.cli connect {url} <&-"
        done = subprocess.run(
            command, shell=True, cwd=shell.folder, capture_output=True, text=True
        )

    assert done.stderr.splitlines() == [f"connected to {url}", "closed with 1000"]
    assert done.returncode == 0


def test_nobody_is_there(shell):
    """The reason is told, not a traceback."""
    with serving(print) as url:
        pass
    done = shell.run("connect", url)

    assert done.returncode == 1
    assert done.stderr.startswith("wingws: no connection: ")
    assert "Connect call failed" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["http://a/b"], 1, "URL 'http://a/b' is no WebSocket's; expected ws://… or"),
        (["ws://"], 1, "URL 'ws://' will not do: ws:// isn't a valid URI"),
        (["ws://a:b"], 1, "expected one like wss://host/stage"),
        (["ws://127.0.0.1:99999"], 1, "URL 'ws://127.0.0.1:99999' will not do: Port"),
        (["ws://a", "--subprotocol", "a b"], 2, "'a b' is no subprotocol; expected"),
        (["ws://a", "-H", "X: a\nB: c"], 2, "'X: a\\nB: c' is no header; expected"),
        (["ws://a", "--wait", "nan"], 2, "'nan' is no time; expected seconds, 0 or"),
        (["ws://a", "-H", "x"], 2, "'x' is no header; expected 'Name: value'"),
        (["ws://a", "--query", "x"], 2, "'x' is no parameter; expected NAME=VALUE"),
        (["ws://a", "--iam"], 1, "there are no AWS credentials to sign with"),
    ],
)
def test_bad_arguments(shell, arguments, status, reason):
    """What was given, and what is expected."""
    done = shell.run("connect", *arguments)

    assert reason in done.stderr
    assert done.returncode == status


def iam_api(daemon):
    api = daemon.put_api("Vault")
    code = "def handler(event, context):\n    return {'statusCode': 200}\n"
    needs = {"authorization": "AWS_IAM"}
    daemon.put_function(api, "Vault-connect", "$connect", code=code, needs=needs)
    return f"ws://127.0.0.1:{api['port']}/prod"


def test_a_name_is_signed_where_that_is_asked_for(shell, daemon):
    """With the stack's credentials; what signs is shown to nobody."""
    url = iam_api(daemon)
    assert shell.run("connect", url).returncode == 1

    done = shell.run("connect", "Vault", "--wait", "0.1", "--query", "room=a b")

    assert done.stderr.splitlines() == [f"connected to {url}", "closed with 1000"]
    assert done.returncode == 0


def test_a_url_is_signed_with_the_shell_s_credentials(shell, daemon):
    """As `wingws env` exports them, for the region of the shell."""
    url = iam_api(daemon)
    shell.environment |= json.loads(shell.run("env", "--json").stdout)

    assert shell.run("connect", url, "--iam", "--wait", "0.1").returncode == 0

    shell.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
    refused = shell.run("connect", url, "--iam")
    assert "refused with 403" in refused.stderr


def test_at_a_terminal(shell, echo, at_terminal):
    """Answers are coloured JSON above the line that is typed; Ctrl-D ends it."""
    terminal = at_terminal("connect", "Echo")
    terminal.read_to("Ctrl-D ends it")
    terminal.read_to(PROMPT)
    terminal.type('{"a": 1}\r')
    terminal.read_to('\x1b[1;34m"a"')
    terminal.read_to(PROMPT)
    terminal.type("\x04")

    terminal.read_to("closed with 1000")
    assert terminal.process.wait() == 0


def test_no_color(shell, echo, at_terminal):
    """NO_COLOR is honoured."""
    shell.environment["NO_COLOR"] = "1"
    terminal = at_terminal("connect", "Echo")
    terminal.read_to(PROMPT)
    terminal.type('["typed"]\r')
    terminal.read_to('["typed"]')
    terminal.read_to(PROMPT)
    shown = terminal.read_to('["typed"]')

    assert "\x1b[32m" not in shown
    assert "\x1b[1" not in shown


def test_a_message_cannot_steer_the_terminal(shell, at_terminal):
    """Its control characters are shown as what they are."""

    def send(websocket):
        websocket.send("\x1b]0;owned\x07")
        websocket.close()

    with serving(send) as url:
        terminal = at_terminal("connect", url)
        terminal.read_to("\\x1b]0;owned\\x07")
        terminal.read_to("closed with 1000")

    assert terminal.process.wait() == 0


def test_the_server_closes_while_a_line_is_typed(shell, at_terminal):
    """The client ends at once, and leaves the terminal as it was."""
    typed = threading.Event()

    def wait(websocket):
        typed.wait(10)
        websocket.close(1011, "broken")

    with serving(wait) as url:
        terminal = at_terminal("connect", url)
        terminal.read_to(PROMPT)
        terminal.type("halfway")
        terminal.read_to("y")
        typed.set()
        terminal.read_to("closed with 1011 broken")

    assert terminal.process.wait() == 1
