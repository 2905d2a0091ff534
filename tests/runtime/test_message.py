"""What can be sent, and as which text."""

import pytest
from wingws_runtime.message import to_text


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("hi", "hi"),
        (b"hi", "hi"),
        (bytearray(b"hi"), "hi"),
        (memoryview(b"hi"), "hi"),
        (None, "null"),
        (7, "7"),
        ({"text": "é"}, '{"text":"é"}'),
        ((1, 2), "[1,2]"),
    ],
)
def test_text(message, text):
    """A str is itself, bytes are UTF-8, the rest is compact JSON."""
    assert to_text(message) == text


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (b"\xff", UnicodeDecodeError),
        ({1, 2}, TypeError),
        (object(), TypeError),
        (float("nan"), ValueError),
    ],
)
def test_refused(message, error):
    """What has no text form is refused, and not sent as something else."""
    with pytest.raises(error):
        to_text(message)
