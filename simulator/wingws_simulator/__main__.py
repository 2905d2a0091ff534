"""``python -m wingws_simulator SETTINGS``: run a daemon; ``pulumi up`` starts it so."""

import json
import sys

from .shell.daemon import main

sys.exit(main(json.loads(sys.argv[1])))
