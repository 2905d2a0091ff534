"""Modules and packages, imported in every way."""
from __future__ import annotations
from typing import TYPE_CHECKING
import app.util, app.words as words
from app import settings
from app.names import *
from app.deep.core import (
    first,  # dropped
    second as renamed,
)
import components
if TYPE_CHECKING:
    from nowhere import Nothing


def on_message(connection_id: str, body: str) -> Nothing:
    from app.util import shout
    return shout(body) + app.util.whisper(body) + words.WORD + settings.GREETING + star() + renamed() + str(components.table is not None)


ANSWERS = {"Ann": "ANN!annwordhistarsecond!True"}
