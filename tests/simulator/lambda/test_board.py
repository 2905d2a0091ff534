"""The board of connections that can be posted to."""

import mmap

import pytest
from wingws_simulator.core.ids import Ids
from wingws_simulator.shell.board import Board, BoardView

ID = "BFaT_fALIAMCKug="


@pytest.fixture
def board():
    """A board that is valid."""
    board = Board()
    board.is_valid = True
    yield board
    board.close()


def test_entries(board):
    """Who reads sees what is added, under its tag, until it is removed."""
    view = BoardView(board.fd)
    tag, other = board.new_tag(), board.new_tag()
    board.add(ID, tag)
    board.add(ID, tag)
    assert view.has(ID.encode(), tag)
    assert not view.has(ID.encode(), other)
    assert not view.has(b"AAAAAAAAAAAAAAA=", tag)
    board.remove(ID, tag)
    board.remove(ID, tag)
    assert not view.has(ID.encode(), tag)


def test_invalid(board):
    """Nothing on a board that is not valid counts."""
    view = BoardView(board.fd)
    tag = board.new_tag()
    board.add(ID, tag)
    board.is_valid = False
    assert not view.has(ID.encode(), tag)
    board.is_valid = True
    assert view.has(ID.encode(), tag)


def test_many(board):
    """Nobody is shown who isn't there, however full it is."""
    view = BoardView(board.fd)
    tag, numbers = board.new_tag(), iter(range(10**6))
    ids = Ids(lambda bits: next(numbers))
    some, others = ([ids.connection_id(n) for _ in range(20_000)] for n in (1, 2))
    for each in some:
        board.add(each, tag)
    shown = [each for each in some if view.has(each.encode(), tag)]
    assert len(shown) > 15_000
    assert not any(view.has(each.encode(), tag) for each in others)
    for each in some:
        board.remove(each, tag)
    assert not any(view.has(each.encode(), tag) for each in some)


def test_readers_cannot_write(board):
    """What an environment inherits is good for reading only."""
    with pytest.raises(PermissionError):
        mmap.mmap(board.fd, 1)
