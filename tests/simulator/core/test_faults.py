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
