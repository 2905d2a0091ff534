"""What `pulumi config set` asks of the simulator, under the real engine."""

import ssl
from subprocess import CalledProcessError

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.engine.simulator import CHAT, Stack

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]


def test_time_scale(make_project):
    """A stack that runs gets it by the next `up`, on its old ports; so it goes."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    chat = Stack(project)
    url, ports = project.outputs["url"], chat.ports
    project.config_set("wingws:timeScale", "60000")
    project.up()

    trust = ssl.create_default_context(cafile=chat.folder / "tls" / "ca.pem")
    assert (project.outputs["url"], chat.ports) == (url, ports)
    with (
        connect(url.replace("ws:", "wss:"), ssl=trust) as client,
        pytest.raises(ConnectionClosed, match="Going away"),
    ):
        client.recv(timeout=10)
    project.pulumi("config", "rm", "--stack", project.stack, "wingws:timeScale")
    project.up()
    assert chat.chats()


def test_settings(make_project):
    """Any setting of the gateway's can be set; an unknown one is answered with all."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    settings = ("config", "set", "--stack", project.stack, "--path")
    project.pulumi(*settings, "wingws:settings.connection_timeout", "0.5")
    project.up()

    with (
        connect(project.outputs["url"]) as client,
        pytest.raises(ConnectionClosed, match="Going away"),
    ):
        client.recv(timeout=10)
    project.pulumi(*settings, "wingws:settings.pings_reset_idle", "true")
    failed = project.up(fails=True)
    assert "option 'pings_reset_idle' is unknown; expected one of" in failed.output


def test_faults(make_project):
    """`wingws faults` lets things go wrong while connections are open, and ends it."""
    project = make_project(CHAT)
    project.config_set("target", "sim")
    project.up()
    chat = Stack(project)

    with connect(project.outputs["url"]) as client:
        assert "crashes=1" in chat.wingws("faults", "crashes=1").splitlines()
        client.send("hello")
        assert "Internal server error" in client.recv(timeout=10)
        assert "crashes=0" in chat.wingws("faults", "--off").splitlines()
        client.send("hello")
        assert client.recv(timeout=10) == "hello"
    with pytest.raises(CalledProcessError) as caught:
        chat.wingws("faults", "crashes=often")
    assert "'crashes=often' is malformed; expected NAME=VALUE" in caught.value.stderr
