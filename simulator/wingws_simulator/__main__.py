"""``python -m wingws_simulator SETTINGS``: run a daemon; ``pulumi up`` starts it so."""

import gc
import json
import sys

# What is imported stays: to look through it again and again takes a tenth of the start.
gc.disable()

from .shell.daemon import main  # noqa: E402

gc.freeze()
gc.enable()

sys.exit(main(json.loads(sys.argv[1])))
