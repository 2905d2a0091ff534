"""The ``wingws`` command. It speaks the admin API of a stack's simulator."""

from .main import main

__all__ = ["main"]
