"""`wingws dev` in a terminal of its own, as a person has it."""

import json
import sys
from pathlib import Path

import pexpect

from pulumi_wingws.targets.simulator import Simulator

WINGWS = (sys.executable, "-m", "pulumi_wingws.cli")
APPLIED = r"applied in [\d.]+ s: ([^\r\n]*) changed"
GOES_ON = "the last good version goes on"


class Dev:
    """A project, and the `wingws dev` that serves it."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self.folder = folder
        self.environment = environment
        self.stack = folder / ".wingws/stacks/dev"
        self.terminal = None

    def start(self, *arguments, **environment):
        """Type `wingws dev`; it is not waited for."""
        self.terminal = pexpect.spawn(
            WINGWS[0],
            [*WINGWS[1:], "dev", *arguments],
            cwd=self.folder,
            env=self.environment | environment,
            encoding="utf-8",
            dimensions=(50, 250),
            timeout=30,
        )
        return self

    def expect(self, pattern):
        """Wait for output; return what the pattern's groups matched."""
        self.terminal.expect(pattern)
        return self.terminal.match.groups()

    def serving(self):
        """Wait until it serves; return the URL."""
        (url,) = self.expect(r"(ws://127\.0\.0\.1:\d+/\w+)\r\n")
        self.expect(APPLIED)
        return url

    def serving_after(self, pattern):
        """Wait for a notice, then until it serves; return the URL."""
        self.expect(pattern)
        return self.serving()

    def ask(self, verb, **body):
        """Ask the simulator, as the console does."""
        return Simulator(self.folder, "dev").ask(verb, **body)

    def write(self, program, file="__main__.py"):
        """Save a file, as an editor does."""
        (self.folder / file).write_text(program)

    def edit(self, old, new):
        """Replace a text of the program."""
        program = (self.folder / "__main__.py").read_text()
        assert old in program
        self.write(program.replace(old, new))

    def quit(self):
        """Type Ctrl-C and wait for the end; return all that was still said."""
        self.terminal.sendintr()
        self.terminal.expect(pexpect.EOF)
        self.terminal.close()
        return self.terminal.before

    def end(self):
        """End it, whatever it is doing, and the simulator."""
        if self.terminal is not None and self.terminal.isalive():
            self.quit()
        # What a test has killed or attached to leaves by its own file.
        for file in self.folder.glob(".wingws/stacks/*/daemon.json"):
            file.unlink()

    def processes(self):
        """Pids of all processes that name the project, or run in it."""
        return {
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._is_ours(entry)
        }

    def _is_ours(self, entry):
        here = str(self.folder)
        try:
            arguments = (entry / "cmdline").read_text()
            return here in arguments or str((entry / "cwd").readlink()).startswith(here)
        except OSError:
            return False

    @property
    def daemon(self):
        """The content of daemon.json."""
        return json.loads((self.stack / "daemon.json").read_text())
