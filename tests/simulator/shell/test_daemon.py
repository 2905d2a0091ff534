"""The daemon's process: how it starts, who it says it is, and when it ends."""

import json
import os
import platform
import resource
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.testing.processes import await_children, await_ends

#: Says why the connection ended.
DISCONNECT_HANDLER = """
def handler(event, context):
    print("closed with", event["requestContext"]["disconnectStatusCode"])
"""

ENDLESS_HANDLER = """
import time

def handler(event, context):
    while True:
        time.sleep(1)
"""


def close_of(client):
    """Return the code and reason of the close frame that the client gets."""
    with pytest.raises(ConnectionClosed) as caught:
        client.recv()
    return caught.value.rcvd.code, caught.value.rcvd.reason


def listeners(pid):
    """Addresses, as the kernel writes them, that a process listens on."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
        except OSError:  # a connection that has just ended
            continue
    return {
        fields[1]
        for file in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{file}").read_text().splitlines()[1:]
        if (fields := line.split())[3] == "0A" and fields[9] in inodes
    }


def test_it_says_who_it_is(make_daemon):
    """The announcement is the hello of the admin API."""
    daemon = make_daemon(id="an id", version="2.3", protocol=7)
    announced = daemon.start()

    assert announced == daemon.admin("hello")
    assert announced == {
        "id": "an id",
        "port": daemon.port,
        "root": str(daemon.root),
        "protocol": 7,
        "version": "2.3",
        "python": platform.python_version(),
        "options": {},
    }


@pytest.fixture
def waiting():
    """Return a process that is told later what it serves."""
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "wingws_simulator"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"]},
    ) as process:
        yield process
        process.terminate()


def test_it_waits_to_be_told_what_it_serves(make_daemon, waiting):
    """Who has started it ahead says so on its input; its log is the stack's."""
    daemon = make_daemon()
    waiting.stdin.write(json.dumps(daemon.settings).encode() + b"\n")
    waiting.stdin.close()
    daemon.process = waiting

    assert json.loads(waiting.stdout.readline())["id"] == daemon.file["id"]
    log = Path(f"/proc/{waiting.pid}/fd/2").readlink()
    assert log == daemon.folder / "daemon.log"


def test_what_is_wrong_with_what_it_is_told_is_announced(make_daemon, waiting):
    """As for one that was told at once, and the log says more."""
    daemon = make_daemon(options={"speed": 2})

    output, errors = waiting.communicate(json.dumps(daemon.settings).encode() + b"\n")

    assert "option 'speed' is unknown" in json.loads(output)["error"]
    assert (waiting.returncode, errors) == (1, b"")
    assert "could not start" in (daemon.folder / "daemon.log").read_text()


def test_it_ends_quietly_when_nobody_can_tell_it_any_more(waiting):
    """Nothing was wrong, it was not needed; what it has started ends too."""
    children = await_children(waiting.pid)

    output, errors = waiting.communicate()

    assert (waiting.returncode, output, errors) == (0, b"", b"")
    await_ends(children)


def test_only_its_user_can_read_the_token(daemon):
    """daemon.json has mode 0600, also over a file that was left behind."""
    mode = (daemon.folder / "daemon.json").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600
    assert len(daemon.file["token"]) >= 32


def test_everything_listens_on_loopback_only(daemon):
    """The daemon's port and each API's."""
    ports = {daemon.port, daemon.put_api()["port"], daemon.put_api("other")["port"]}

    assert listeners(daemon.process.pid) == {f"0100007F:{port:04X}" for port in ports}


def test_it_starts_on_the_port_that_it_is_told(make_daemon, daemon):
    """A revived simulator is where the old one was."""
    port = daemon.port
    daemon.stop()

    assert make_daemon(port=port).start()["port"] == port


def test_a_taken_port_is_announced_with_its_holder(make_daemon, daemon):
    """The sentence names the process, and the stack if it is a simulator."""
    other = make_daemon("copy", port=daemon.port)

    error = other.start()["error"]

    assert (
        f"port {daemon.port} of the simulator of stack 'dev' in {other.root}" in error
    )
    holder = f"process {daemon.process.pid} (the simulator of stack 'dev' in"
    assert f"is taken by {holder} {daemon.root})" in error
    assert other.process.wait() == 1


def test_a_port_that_becomes_free_in_time_is_taken(make_daemon, daemon):
    """A daemon whose files were removed may need a moment to end."""
    port = daemon.port
    (daemon.folder / "daemon.json").unlink()

    assert make_daemon("other", port=port).start()["port"] == port
    assert daemon.process.wait() == 0


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(daemon, end):
    """In good order, with exit status 0."""
    daemon.process.send_signal(end)

    assert daemon.process.wait() == 0


@pytest.fixture
def serve_at(make_daemon):
    """Return a maker of a daemon with options, and of the URL of an API of it."""

    def make(code=DISCONNECT_HANDLER, **options):
        daemon = make_daemon(options=options)
        assert daemon.start()["options"] == options
        api = daemon.put_api()
        daemon.put_function(api, "leave", "$disconnect", code=code)
        return daemon, f"ws://127.0.0.1:{api['port']}/prod"

    return make


def test_a_signal_disconnects(serve_at):
    """Clients get 1001, and `$disconnect` runs once for each."""
    daemon, url = serve_at()

    with connect(url, proxy=None) as one, connect(url, proxy=None) as two:
        daemon.process.terminate()
        assert close_of(one) == close_of(two) == (1001, "Going away")
    assert daemon.process.wait() == 0
    log = (daemon.folder / "logs" / "leave.log").read_text()
    assert log.count("closed with 1001") == 2


def test_an_endless_disconnect_does_not_keep_it(serve_at):
    """It has the grace period to end, which is five seconds otherwise."""
    daemon, url = serve_at(ENDLESS_HANDLER, grace_period=0.1)

    with connect(url, proxy=None) as client:
        daemon.process.terminate()
        assert close_of(client) == (1001, "Going away")
    assert daemon.process.wait() == 0


def test_time_scale(serve_at):
    """Ten idle minutes are over in a hundredth of a second, if so asked."""
    _, url = serve_at(time_scale=60_000)

    with connect(url, proxy=None) as client:
        assert close_of(client) == (1001, "Going away")


def test_quotas_are_options(serve_at):
    """Every number of the settings is one: here, how many may connect at once."""
    _, url = serve_at(account_connection_rate=0, account_connection_burst=0)

    with pytest.raises(InvalidStatus, match="429"):
        connect(url, proxy=None)


def test_unknown_options_are_announced(make_daemon):
    """With those that there are; it does not start."""
    daemon = make_daemon(options={"speed": 2})

    error = daemon.start()["error"]

    assert "option 'speed' is unknown; expected one of time_scale, " in error
    assert daemon.process.wait() == 1


def test_stop_ends_it(daemon):
    """The answer is sent before."""
    assert daemon.admin("stop") == {}
    assert daemon.process.wait() == 0


def test_it_ends_when_its_folder_is_moved(daemon):
    """And leaves nothing at the old place."""
    daemon.root.rename(daemon.root.with_name("moved"))

    assert daemon.process.wait() == 0
    assert not daemon.root.exists()


def test_it_ends_when_its_file_is_anothers(daemon):
    """Whoever wrote it is the stack's simulator now."""
    content = {**daemon.file, "token": "another"}
    (daemon.folder / "daemon.json").write_text(json.dumps(content))

    assert daemon.process.wait() == 0


def test_it_ends_if_its_starter_is_gone(make_daemon):
    """Nobody has heard its hello, so nobody would ever use it."""
    daemon = make_daemon()
    read, write = os.pipe()
    os.close(read)
    daemon.start_writing_to(write)

    assert daemon.process.wait() != 0


def test_it_lives_without_a_descriptor_to_spare(daemon):
    """Full of connections, it cannot even look at its file; it serves again later."""
    pid = daemon.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    few = (daemon.descriptors + 4, limits[1])
    resource.prlimit(pid, resource.RLIMIT_NOFILE, few)
    crowd = [socket.create_connection(("127.0.0.1", daemon.port)) for _ in range(20)]
    with pytest.raises(subprocess.TimeoutExpired):
        daemon.process.wait(2.5)  # longer than it takes to look twice

    for each in crowd:
        each.close()
    assert daemon.admin("hello")["id"] == "me"
    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)


def test_rows_outlive_a_killed_daemon(make_daemon, daemon):
    """A row is on disk when its write is answered."""
    table = daemon.put_table()["table_name"]
    item = {"id": {"S": "a"}}
    daemon.client("dynamodb").put_item(TableName=table, Item=item)
    daemon.process.kill()
    daemon.process.wait()

    revived = make_daemon(port=daemon.port)
    revived.start()
    assert revived.put_table()["table_name"] == table
    assert revived.client("dynamodb").scan(TableName=table)["Items"] == [item]
