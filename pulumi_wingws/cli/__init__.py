"""The ``wingws`` command: it reads what runs of the program left, and speaks the admin
API of a stack's simulator.
"""

from .main import main

__all__ = ["main"]
