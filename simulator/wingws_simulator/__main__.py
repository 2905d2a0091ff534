"""``python -m wingws_simulator SETTINGS``: run a daemon; ``pulumi up`` starts it so.

Without SETTINGS it gets ready, and reads them as one line of standard input: then it
serves as soon as it is told what. If there is no line nobody will ever need it.
"""

import contextlib
import gc
import json
import sys

from .shell.zygote_process import ZygoteProcess, start_zygote

zygote: ZygoteProcess | None = None
# First: two processes that have much to import do it at once. What is wrong is told
# when it is tried again.
with contextlib.suppress(OSError):
    zygote = start_zygote()
# What is imported stays: to look through it again and again takes a tenth of the start.
gc.disable()

from .shell.daemon import main  # noqa: E402

gc.freeze()
gc.enable()

settings = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.readline()
sys.exit(main(json.loads(settings), zygote) if settings else 0)
