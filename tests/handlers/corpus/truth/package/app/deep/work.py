"""Work."""

import os
from typing import Any

UNUSED = os.environ.copy()


def unused() -> Any:
    return UNUSED


def helper(n):
    unused_local = 1; return unused_local / n  # "helper" raises at "unused_local / n"


class Worker:
    count = 1

    def __enter__(self): return self

    def __exit__(self, kind, *_):
        if kind is None:
            raise ValueError("left")  # "context" raises at "raise ValueError(\"left\")"

    @property
    def value(self):
        return list(self.count)  # "property" raises at "list(self.count)"
