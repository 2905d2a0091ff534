"""A terminal in tmux, which a person types into and reads."""

import subprocess
import time

import tmux

PROMPT = "ready>"

WAIT = 30
"""Seconds that a screen may take to show what is waited for."""


class Tmux:
    """A tmux of its own, which knows nothing of the user's.

    Args:
        socket: where its server listens.
        environment: of all that runs in it.
    """

    def __init__(self, socket, environment):
        self._command = [tmux.find_or_install(), "-S", socket, "-f", "/dev/null"]
        self._environment = environment | {"PS1": f"{PROMPT} "}

    def run(self, *arguments):
        """Give tmux a command; return what it prints."""
        return subprocess.run(
            [*self._command, *arguments],
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def open(self, name):
        """Open a terminal of a name, with a shell in it."""
        shell = ("bash", "--norc", "--noprofile")
        self.run("new-session", "-d", "-s", name, "-x", "160", "-y", "50", *shell)
        return Pane(self, name)

    def close(self):
        """End the shells, as by closing the window."""
        subprocess.run([*self._command, "kill-server"], capture_output=True)


class Pane:
    """One of its terminals."""

    def __init__(self, tmux_, name):
        self._tmux = tmux_
        self._target = f"={name}:"

    def type(self, line):
        """Type a line, and press Enter."""
        self._tmux.run("send-keys", "-t", self._target, "-l", line)
        self.press("Enter")

    def press(self, key):
        """Press a key, as `C-c`."""
        self._tmux.run("send-keys", "-t", self._target, key)

    @property
    def text(self):
        """All that its screen shows, and what has scrolled out; wrapped lines whole."""
        return self._tmux.run("capture-pane", "-p", "-J", "-S-", "-t", self._target)

    def wait_for_shell(self):
        """Wait until what was typed has ended, and the shell reads again."""
        self._until(lambda: self.text.rstrip().endswith(PROMPT), "the prompt")

    def read(self, pattern, *, times=1):
        """Wait until a pattern is there so many times; return the last match."""
        return self._until(
            lambda: [*pattern.finditer(self.text)][times - 1 :], repr(pattern.pattern)
        )[-1]

    def _until(self, look, what):
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.05)
        raise AssertionError(f"{what} is not there:\n{self.text}")
