"""``python -m wingws_simulator SETTINGS``: run a daemon; ``pulumi up`` starts it so."""

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

sys.exit(main(json.loads(sys.argv[1]), zygote))
