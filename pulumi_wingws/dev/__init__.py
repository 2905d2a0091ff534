"""The embedded engine of ``wingws dev``: a program's resources, without Pulumi's CLI.

A program runs under Pulumi's mocks in a process of its own (`runs.py`), which plans
what it wants (`engine.py`, `plan.py`). What was planned goes to the stack's simulator,
as ``pulumi up`` would send it (`changes.py`). The session watches files and speaks to
the person at the terminal (`session.py`, `terminal.py`).
"""

__all__: list[str] = []
