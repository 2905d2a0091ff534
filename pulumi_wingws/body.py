"""How the body of a Pulumi program ended.

The engine's loop, and our late coroutines with it, runs even when the body ended with
an exception. What they miss then (the handlers that the body never came to) would be
reported in place of the exception, so they ask here first.
"""

import sys
import traceback
from pathlib import Path

import pulumi

__all__ = ["Body"]


class Body:
    """The body of the program whose stack is ``root``.

    Attributes:
        failure: tells the user what the body ended with; None as long as it runs, and
            when it ended well.
    """

    def __init__(self, root: pulumi.Resource, folder: Path) -> None:
        assert isinstance(root, pulumi.ComponentResource)
        self.failure: pulumi.RunError | None = None
        register = root.register_outputs  # called when the body has ended, either way

        def register_outputs(outputs: pulumi.Inputs) -> None:
            if exception := sys.exception():
                self.failure = _told(exception, folder)
            register(outputs)

        root.register_outputs = register_outputs  # type: ignore[method-assign]


def _told(exception: BaseException, folder: Path) -> pulumi.RunError:
    """Say what the language host would say, had it got the exception.

    It gets ours instead, and an exception that several tasks await has lost its
    traceback by then.
    """
    if isinstance(exception, pulumi.RunError):
        return exception
    frame = exception.__traceback__
    while frame and not frame.tb_frame.f_code.co_filename.startswith(f"{folder}/"):
        frame = frame.tb_next
    text = "".join(
        traceback.format_exception(
            type(exception), exception, frame or exception.__traceback__
        )
    )
    return pulumi.RunError(f"Program failed with an unhandled exception:\n{text}")
