"""Frames between the daemon and an environment."""

import pytest
from wingws_simulator.shell.channel import Frames, frame

SENT = [b"", b"a", b"bc" * 500, b"", b"d"]


@pytest.mark.parametrize("size", [1, 3, 4, 5, 7, 1000, 5000])
def test_however_they_are_cut(size):
    """Frames come out whole and in order, in whatever pieces they come in."""
    frames = Frames()
    data = b"".join(map(frame, SENT))

    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    received = [each for piece in pieces for each in frames.add(piece)]

    assert received == SENT
