"""Where the Pulumi CLI comes from: PATH, the cache, Pulumi's installer."""

import http.server
import threading

import pytest
from pulumi_cli import PROGRAMS

FIND = "import pulumi_cli; print(pulumi_cli.find_or_build())"

INSTALLER = """
while [ $# -gt 0 ]; do
    case $1 in --version) version=$2; shift;; --install-root) root=$2; shift;; esac
    shift
done
for program in {programs}; do
    echo "#!/bin/sh" > "$root/bin/$program"
    echo "echo v$version" >> "$root/bin/$program"
    chmod 755 "$root/bin/$program"
done
"""


@pytest.fixture
def installer_url():
    """Return the URL of a stand-in for Pulumi's installer."""
    script = INSTALLER.format(programs=" ".join(PROGRAMS)).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(script)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/install.sh"
        server.shutdown()
        thread.join()


def test_the_one_on_path_is_taken(clone, program):
    """A complete, new enough CLI on PATH is used as it is."""
    for name in PROGRAMS:
        program(name, "echo v3.250.0")

    assert clone.python(FIND).stdout.strip() == clone.environment["PATH"]


def test_an_old_one_on_path_is_named_and_left(clone, program):
    """A CLI older than the oldest supported SDK isn't used."""
    for name in PROGRAMS:
        program(name, "echo v3.50.0")

    result = clone.python(FIND)

    assert "pulumi is v3.50.0, and 3.237 is the oldest" in result.stdout
    assert "neither the Pulumi CLI nor Go is on PATH" in result.stderr


def test_installers_result_is_kept_for_later_runs(clone, installer_url):
    """What the installer fetched lies in the cache, and isn't fetched again."""
    install = f"import pulumi_cli; pulumi_cli._INSTALLER = {installer_url!r}; "

    first = clone.python(install + FIND)
    second = clone.python(FIND)

    assert first.stdout.splitlines()[0] == "· installing Pulumi 3.259.0"
    folder = first.stdout.splitlines()[-1]
    assert folder.startswith(clone.environment["XDG_CACHE_HOME"])
    assert second.stdout.strip() == folder
