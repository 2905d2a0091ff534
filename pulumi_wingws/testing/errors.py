"""What goes wrong in a test.

* :exc:`AppError`: the program cannot be served
* :exc:`ExpectationFailed` (an :exc:`AssertionError`): something else came, or nothing

  * :exc:`Rejected`: a handshake was refused

Messages say what was sent, what came, and what the handlers did meanwhile.
"""

from wingws_runtime import WingWsError

__all__ = ["AppError", "ExpectationFailed", "Rejected"]


class AppError(WingWsError, RuntimeError):
    """The program cannot be served; the message has the place in it, and why."""


class ExpectationFailed(AssertionError):
    """What a test waits for has not come; the message has all that has happened."""


class Rejected(ExpectationFailed):
    """A handshake was refused.

    Attributes:
        status: of the HTTP answer, as 401.
        body: its text.
    """

    def __init__(self, message: str, status: int, body: str) -> None:
        self.status = status
        self.body = body
        super().__init__(message)
