"""The certificate that the apps of a session share."""

import ssl

from websockets.sync.client import connect

from pulumi_wingws.testing import app as app_of
from tests.testing.programs_here import MINIMAL


def test_who_trusts_one_app_trusts_the_next(project):
    """It is made once, and serves TLS in both."""
    folder = project(MINIMAL)
    with app_of(folder) as first:
        authorities = (folder_of(first) / "ca.pem").read_text()
    context = ssl.create_default_context(cadata=authorities)

    with app_of(folder, stack="next") as app:
        url = app.url().replace("ws:", "wss:")
        with connect(url, ssl=context) as client:
            client.send("hi")
            assert client.recv(timeout=5) == "hi"


def folder_of(app):
    """The folder of a stack's certificates."""
    return app._deployment._folder.path / "test" / "tls"
