"""Whether handlers run in this process: tests call them where a program has run."""

from .errors import PhaseError

__all__ = ["begin_handlers", "check_phase", "end_handlers"]

_handlers_run = False


def begin_handlers() -> None:
    """Let handler-time methods of components work from now on."""
    global _handlers_run
    _handlers_run = True


def end_handlers() -> None:
    """Let them work no more."""
    global _handlers_run
    _handlers_run = False


def check_phase(component: object) -> None:
    """Refuse a handler-time method while a program is deployed.

    Raises:
        PhaseError: it is.
    """
    if not _handlers_run:
        raise PhaseError(component)
