"""Set up what `make` needs: the virtual environment, the Pulumi CLI, test tools.

Usage: python3 tools/setup.py [up | test]

Only the standard library, and no syntax newer than Python 3.6 in this file, so that
an older interpreter prints the sentence below instead of a SyntaxError.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the very reason of this file
    sys.exit(
        "Python {}.{} is too old: install Python 3.11 or newer, or name one that is "
        "there, as in `make up PYTHON=/path/to/python3.12`".format(*sys.version_info)
    )
if sys.platform == "win32":
    sys.exit("Windows is not supported by itself: run this inside WSL2")

from pathlib import Path

import chromium
import dynamodb_local
import node
import pulumi_cli
import shell_env
import stack_lock
import tmux
import virtualenv
from terminal import Missing, locked, say

ROOT = Path(__file__).resolve().parent.parent


def main(goal: str) -> None:
    """Make everything ready for one goal of the Makefile."""
    with locked(ROOT / ".wingws" / "setup.lock"):
        if goal == "test":
            virtualenv.install(ROOT / ".venv-test", group="dev")
            node.install(ROOT)
            chromium.find_or_install()
            tmux.find_or_install()
            dynamodb_local.find_or_install()
            pulumi_cli.find_or_build()
        else:
            virtualenv.install(ROOT / ".venv")
            shell_env.write(ROOT, pulumi_cli.find_or_build())
            stack_lock.release(ROOT)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "up")
    except Missing as missing:
        sys.exit("\n".join(filter(None, [missing.output, "", missing.message])))
    except OSError as exc:
        sys.exit(f"\n{exc.filename}: {exc.strerror}: let this user write there")
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)
