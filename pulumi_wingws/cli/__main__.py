"""``python -m pulumi_wingws.cli``: the ``wingws`` command."""

import sys

from .main import main

sys.exit(main())
