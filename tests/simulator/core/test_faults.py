"""What goes wrong on demand."""

import math

import pytest
from wingws_simulator.core.faults import Faults
from wingws_simulator.core.options import OptionsError, parse_options


def test_change():
    """Some change, the others stay."""
    faults = Faults(crashes=0.5)

    faults.change({"half_open": 1, "disconnect_delay": 7.5})

    assert faults == Faults(half_open=1, disconnect_delay=7.5, crashes=0.5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"floods": 1}, "fault 'floods' is unknown; expected one of half_open, lost"),
        ({"crashes": 1.5}, "fault crashes is 1.5; expected a share, 0 to 1"),
        ({"crashes": -1}, "crashes is -1; expected a share"),
        ({"crashes": "1"}, "crashes is '1'"),
        ({"crashes": True}, "crashes is True"),
        ({"disconnect_delay": -1}, "disconnect_delay is -1; expected seconds"),
        ({"disconnect_delay": math.inf}, "disconnect_delay is inf"),
        ({"disconnect_delay": math.nan}, "disconnect_delay is nan"),
    ],
)
def test_wrong(given, words):
    """One that is wrong says what is allowed, and nothing changes."""
    faults = Faults()

    with pytest.raises(ValueError, match=words):
        faults.change({"half_open": 1, **given})

    assert faults == Faults()


def test_options():
    """They are options too, as texts or numbers."""
    assert parse_options({"crashes": "0.25"}).faults == Faults(crashes=0.25)
    with pytest.raises(OptionsError, match=r"crashes is 2\.0; expected a share"):
        parse_options({"crashes": 2})


def nobody(*_):
    raise AssertionError("nothing is drawn for what is sure")


def test_next():
    """A fault happens to the next few, whatever its share, then to its share again."""
    faults = Faults(crashes=0.5)

    faults.change({}, {"crashes": 2, "half_open": 0})

    assert faults.next == {"crashes": 2}
    assert [faults.strikes("crashes", nobody) for _ in range(2)] == [True, True]
    assert faults.next == {}
    drawn = iter([0.4, 0.6])
    assert [faults.strikes("crashes", drawn.__next__) for _ in "ab"] == [True, False]
    assert not faults.strikes("half_open", nobody)


def test_a_share_ends_what_is_next():
    """So what switches a fault off does."""
    faults = Faults()
    faults.change({}, {"crashes": 2, "half_open": 2})

    faults.change({"crashes": 0})

    assert (faults.may("crashes"), faults.may("half_open")) == (False, True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"floods": 1}, "fault 'floods' cannot happen to the next; expected one of ha"),
        ({"index_delay": 1}, "fault 'index_delay' cannot happen to the next"),
        ({"crashes": -1}, "next crashes is -1; expected a whole number, 0 or more"),
        ({"crashes": 0.5}, r"next crashes is 0\.5; expected a whole number"),
        ({"crashes": True}, "next crashes is True; expected"),
    ],
)
def test_wrong_next(given, words):
    """One that is wrong says what is allowed, and nothing changes."""
    faults = Faults()

    with pytest.raises(ValueError, match=words):
        faults.change({"crashes": 1}, {"half_open": 1, **given})

    assert faults == Faults()
    assert faults.next == {}
