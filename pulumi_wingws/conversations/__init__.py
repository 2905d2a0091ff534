"""Conversations of clients with an API: as files, played again, compared."""

from .conversation import Conversation, InvalidConversation, Step, can_be_sent
from .recording import Recording
from .replay import Difference, Query, replay

__all__ = [
    "Conversation",
    "Difference",
    "InvalidConversation",
    "Query",
    "Recording",
    "Step",
    "can_be_sent",
    "replay",
]
