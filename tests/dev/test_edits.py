"""An edit is live at once; a broken one changes nothing."""

import os
import re
import signal

import pexpect
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from pulumi_wingws.targets.simulator import Simulator
from tests.dev.session import APPLIED, GOES_ON

pytestmark = pytest.mark.timeout(120)

SAYS = 'chat.send_message(item["connectionId"], body)'


LOOPS = "print('loops', flush=True)\nwhile True: pass\n"


def says(text):
    return SAYS.replace("body", f"body + {text!r}")


def test_a_new_chat_is_served_at_once(dev):
    """`wingws new chat` and `wingws dev` are all it takes."""
    with connect(dev.start().serving()) as client:
        client.send("hello")

        assert client.recv(timeout=10) == "hello"


def test_an_edit_keeps_connections_ports_and_rows(dev):
    """A client that is there during an edit gets the new code's answer."""
    url = dev.start().serving()
    with connect(url) as client:
        dev.edit(SAYS, says("!"))

        assert dev.expect(APPLIED) == ("MyWebSocket-default",)
        client.send("hello")
        assert client.recv(timeout=10) == "hello!"  # its row is still there
    with connect(url) as client:
        client.send("again")
        assert client.recv(timeout=10) == "again!"


def test_an_edit_lets_the_api_know_its_connections(dev):
    """The table is there at once, and who connects from then on is registered."""
    url = dev.start().serving()
    dev.edit('WebSocket("MyWebSocket")', 'WebSocket("MyWebSocket", connections=True)')
    dev.expect(APPLIED)
    dev.edit(SAYS, "chat.broadcast(body)")
    dev.expect(APPLIED)
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_a_broken_edit_changes_nothing_and_a_mended_one_goes_live(dev):
    """The last good version runs on, and the error says where."""
    url = dev.start().serving()
    with connect(url) as client:
        dev.edit(SAYS, "chat.send_message(item[")

        dev.expect(r"error: __main__\.py:\d+:\d+: SyntaxError: '\[' was never closed")
        dev.expect(GOES_ON)
        client.send("one")
        assert client.recv(timeout=10) == "one"
        assert "SyntaxError: '[' was never closed" in dev.ask("state")["problem"]

        dev.edit("chat.send_message(item[", says("?"))
        dev.expect(APPLIED)
        assert dev.ask("state")["problem"] is None
        client.send("two")
        assert client.recv(timeout=10) == "two?"


def keyed_by_id(program):
    """Give the table another key, with which none of its rows can stay."""
    other = program.replace('hash_key="connectionId"', 'hash_key="id"')
    other = other.replace('{"connectionId": "S"}', '{"id": "S"}')
    return other.replace('{"connectionId": connection_id}', '{"id": connection_id}')


def test_what_a_broken_edit_had_before_its_error_is_not_made(dev):
    """A table that gets another key in an edit that fails keeps its rows."""
    program = (dev.folder / "__main__.py").read_text()
    with connect(dev.start().serving()) as client:
        dev.write(keyed_by_id(program) + "raise ValueError('not yet')\n")
        dev.expect(GOES_ON)
        dev.write(program)

        assert dev.expect(APPLIED) == ("nothing",)
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_a_table_with_another_key_is_made_anew(dev):
    """The terminal says what became of the rows."""
    program = (dev.folder / "__main__.py").read_text()
    url = dev.start().serving()
    dev.write(keyed_by_id(program).replace('item["connectionId"]', 'item["id"]'))

    dev.expect("table 'WebSocketTable' has another key or name, and is made anew")
    dev.expect(APPLIED)
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_an_error_of_the_body_is_shown_with_the_way_to_it(dev):
    """The place is the user's, and so is each line on the way."""
    dev.write("def port(text):\n    return int(text)\n", file="settings.py")
    dev.edit("pulumi.export", "import settings\nsettings.port('x')\npulumi.export")
    dev.start()

    dev.expect(r"error: settings\.py:2:12: ValueError: invalid literal for int\(\)")
    dev.expect(r"    return int\(text\)\r\n           \^{9}\r\n")
    dev.expect(r"  in port\r\n  called by __main__\.py:\d+:1: settings\.port\('x'\)")


def test_a_recursion_is_shown_once(dev):
    """Its thousand calls are one line."""
    dev.edit("pulumi.export", "def again():\n    again()\nagain()\npulumi.export")
    dev.start()

    dev.expect(r"error: __main__\.py:\d+:5: RecursionError: ")
    dev.expect(r"  called by __main__\.py:\d+:5: again\(\), \d{3} times\r\n")
    dev.expect(r"  called by __main__\.py:\d+:1: again\(\)\r\n")


def test_a_program_without_a_place_has_no_traceback_of_ours(dev):
    """Python does not say where in a file the byte is."""
    dev.write((dev.folder / "__main__.py").read_text() + "\0")
    dev.start()

    dev.expect(
        r"error: (\S* ?)SyntaxError: source code string cannot contain null bytes"
    )
    dev.expect("not served yet")
    assert "runpy" not in dev.terminal.before


@pytest.mark.parametrize("main", [None, "app"])
def test_a_program_that_is_gone(dev, main):
    """No other of Python's path takes its place; it is served when it is back."""
    program = dev.folder / "__main__.py"
    if main is not None:
        (dev.folder / "Pulumi.yaml").write_text(
            f"name: chat\nruntime: python\nmain: {main}\n"
        )
        (dev.folder / main).mkdir()
        program = program.rename(dev.folder / main / "__main__.py")
    elsewhere = dev.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "__main__.py").write_text("print('another program')\n")
    dev.start(PYTHONPATH=str(elsewhere)).serving()

    kept = program.rename(f"{program}.kept")
    dev.expect(f"error: there is no program; expected one in {program}\r\n")
    dev.expect(GOES_ON)
    kept.rename(program)
    assert dev.expect(APPLIED) == ("nothing",)


def test_a_program_that_asks_has_nobody_to_answer(dev):
    """It ends where it asks, as under Pulumi's own host."""
    dev.edit("pulumi.export", "name = input()\npulumi.export")
    dev.start()

    dev.expect(r"error: __main__\.py:\d+:8: EOFError: EOF when reading a line")


def test_a_simulator_that_ends_has_a_line(dev):
    """Somebody has stopped it; an edit brings it back where it was."""
    url = dev.start().serving()
    Simulator(dev.folder, "dev").stop()
    dev.expect("wingws | the simulator has ended; an edit starts it anew")

    dev.edit(SAYS, says("!"))
    dev.expect(APPLIED)
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello!"
    assert "the simulator has ended" not in dev.quit()


def test_an_edit_of_a_module_or_a_data_file_counts(dev):
    """All files of the project are watched, not only the program's first."""
    dev.write("GREETING = 'hello'\n", file="greetings.py")
    dev.edit("import pulumi\n", "import pulumi\nfrom greetings import GREETING\n")
    dev.edit(SAYS, SAYS.replace("body", "GREETING"))
    with connect(dev.start().serving()) as client:
        dev.write("GREETING = 'howdy'\n", file="greetings.py")
        dev.expect(APPLIED)
        client.send("x")

        assert client.recv(timeout=10) == "howdy"


def test_a_table_that_an_edit_takes_away_keeps_its_rows(dev):
    """What comes back with the next edit is as it was."""
    program = (dev.folder / "__main__.py").read_text()
    url = dev.start().serving()
    with connect(url) as client:
        dev.write(
            "from pulumi_wingws import WebSocket\n"
            "chat = WebSocket('MyWebSocket')\n"
            "@chat.on_message\ndef on_message(id: str, body: str) -> None:\n"
            "    chat.send_message(id, 'no table')\n"
        )
        dev.expect(APPLIED)
        client.send("x")
        assert client.recv(timeout=10) == "no table"

        dev.write(program)
        dev.expect(APPLIED)
        client.send("back")
        assert client.recv(timeout=10) == "back"


def test_what_an_edit_takes_away_is_said(dev):
    """Its clients are told that it is going away."""
    with connect(dev.start().serving()) as client:
        dev.write("import pulumi\n")
        (names,) = dev.expect(r"applied in [\d.]+ s: ([^\r\n]*) removed")

        assert {*names.split(", ")} == {
            "MyWebSocket",
            *(f"MyWebSocket-{each}" for each in ("connect", "default", "disconnect")),
        }
        with pytest.raises(ConnectionClosed) as caught:
            client.recv(timeout=10)
        assert caught.value.rcvd.code == 1001


def test_an_edit_ends_a_program_that_does_not_end(dev):
    """Who has written an endless loop needs no Ctrl-C."""
    dev.start().serving()
    dev.edit(
        "pulumi.export", "print('loops', flush=True)\nwhile True: pass\npulumi.export"
    )
    dev.expect("loops")

    dev.edit(LOOPS, "")

    dev.expect(APPLIED)


def test_a_file_that_is_being_saved_changes_nothing(dev):
    """Some editors empty a file before they fill it; no connection is lost by that."""
    program = (dev.folder / "__main__.py").read_text()
    with connect(dev.start().serving()) as client:
        dev.write("")
        dev.expect("the program is empty; waiting for an edit")
        dev.write(program.replace(SAYS, says("!")))
        dev.expect(APPLIED)
        client.send("hello")

        assert client.recv(timeout=10) == "hello!"


def test_two_resources_of_one_urn_are_refused(dev):
    """As by the real engine, which knows a parent's type and not its name."""
    url = dev.start().serving()
    program = (dev.folder / "__main__.py").read_text()
    room = "pulumi.ComponentResource('my:index:Room', {!r})"
    more = "".join(
        f"DynamodbTable('Other', pulumi.ResourceOptions(parent={room.format(name)}), "
        "hash_key='h', attribute_definitions={'h': 'S'})\n"
        for name in ("a", "b")
    )
    dev.write(program + more)

    urn = "my:index:Room$wingws:index:DynamodbTable::Other"
    dev.expect(re.escape(f"two resources have the URN 'urn:pulumi:dev::chat::{urn}'"))
    dev.expect(GOES_ON)
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_what_moves_in_the_program_goes_on(dev):
    """Another parent makes another resource of it, with the name that it had."""
    url = dev.start().serving()
    opts = "pulumi.ResourceOptions(parent=pulumi.ComponentResource('my:index:A', 'a'))"
    dev.edit('WebSocket("MyWebSocket")', f'WebSocket("MyWebSocket", {opts})')
    dev.expect(APPLIED)
    dev.edit(f'WebSocket("MyWebSocket", {opts})', 'WebSocket("MyWebSocket")')
    dev.expect(APPLIED)

    assert {each["name"] for each in dev.ask("state")["functions"]} == {
        f"MyWebSocket-{route}" for route in ("connect", "default", "disconnect")
    }
    with connect(url) as client:
        client.send("hello")
        assert client.recv(timeout=10) == "hello"


def test_a_program_may_be_async(dev):
    """`pulumi.run` is Pulumi's own way to have an async program."""
    dev.write(
        "import pulumi\nfrom pulumi_wingws import WebSocket\n"
        "async def main():\n"
        "    chat = WebSocket('Chat')\n"
        "    @chat.on_message\n"
        "    def on_message(id: str, body: str) -> None:\n"
        "        chat.send_message(id, body)\n"
        "    return {'url': chat.url}\n"
        "pulumi.run(main)\n"
    )
    with connect(dev.start().serving()) as client:
        client.send("async")

        assert client.recv(timeout=10) == "async"


def test_a_handlers_prints_and_tracebacks_are_shown(dev):
    """A line of a traceback names the user's own file and line."""
    dev.edit(SAYS, f"print('said', body); {SAYS.replace('body', 'body.nope()')}")
    with connect(dev.start().serving()) as client:
        client.send("hello")

        dev.expect(r"MyWebSocket-default \| said hello\r\n")
        dev.expect(r'File "__main__\.py", line \d+, in on_message')
        dev.expect("AttributeError: 'str' object has no attribute 'nope'")


def test_ctrl_c_leaves_nothing_running(dev):
    """Daemon, warm process and lock are gone, the rows are not."""
    url = dev.start().serving()
    dev.quit()

    assert dev.terminal.exitstatus == 0
    assert dev.processes() == set()
    assert dev.start().serving() == url  # its port is kept too


def test_a_window_that_is_closed_leaves_nothing_running(dev):
    """Its terminal takes no word any more, the last ones included."""
    dev.start().serving()
    os.close(dev.terminal.child_fd)

    os.waitpid(dev.terminal.pid, 0)
    dev.terminal = None
    assert dev.processes() == set()


def test_ctrl_c_ends_a_first_run_too(dev):
    """Nothing has been served yet, and nothing is left."""
    dev.edit(
        "pulumi.export", "print('loops', flush=True)\nwhile True: pass\npulumi.export"
    )
    dev.start().expect("loops")

    dev.quit()

    assert dev.processes() == set()


def test_what_a_kill_has_left_is_ended_by_the_next_one(dev):
    """A simulator that `wingws dev` has started is known as such."""
    url = dev.start().serving()
    os.kill(dev.terminal.pid, signal.SIGKILL)
    dev.terminal.expect(pexpect.EOF)
    dev.terminal.close()

    assert dev.start().serving() == url
    dev.quit()

    assert dev.processes() == set()


def test_a_second_one_says_who_serves_the_stack(dev):
    """Two at once would undo each other's edits."""
    dev.start().serving()
    first, dev.terminal = dev.terminal, None
    try:
        dev.start().expect(
            f"stack 'dev' is served by another `wingws dev`, process {first.pid}"
        )
        dev.terminal.expect(pexpect.EOF)
        dev.terminal.close()
        assert dev.terminal.exitstatus == 1
        dev.start("--stack", "other").serving()
        dev.quit()
    finally:
        dev.terminal = first
