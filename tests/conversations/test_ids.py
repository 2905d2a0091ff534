"""Which texts are the same but for ids."""

from pulumi_wingws.conversations.ids import Ids

A, B, C = "L0SM9cOFvHcCIhw=", "M0SM9cOFvHcCIhw=", "N0SM9cOFvHcCIhw="
UUIDS = "9f0a3c1e-0b1d-4a2b-8c3d-0123456789ab", "00000000-0000-4000-8000-000000000000"


def test_ids_are_the_same_where_they_were():
    """Each of one run is one of the other, from then on, and back."""
    ids = Ids()
    assert ids.match(f"{A} joined", f"{B} joined")
    assert ids.match(f"hi {A}", f"hi {B}")
    assert not ids.match(f"hi {A}", f"hi {C}")
    assert not ids.match(f"hi {C}", f"hi {B}")
    assert ids.match(f"{A} and {C}", f"{B} and {A}")


def test_what_does_not_match_teaches_nothing():
    """Not even the ids before the difference."""
    ids = Ids()
    assert not ids.match(f"{A} {A}", f"{B} {C}")
    assert ids.match(A, C)


def test_all_else_is_the_same():
    """An id is not the same as something else; UUIDs are ids too."""
    ids = Ids()
    assert not ids.match(f"hi {A}", "hi you")
    assert not ids.match("hi", "ho")
    assert not ids.match("hi", f"hi {A}")
    assert ids.match(f'{{"requestId": "{UUIDS[0]}"}}', f'{{"requestId": "{UUIDS[1]}"}}')


def test_what_is_sent_has_this_runs_ids():
    """As far as they are known."""
    ids = Ids()
    ids.match(A, B)
    assert ids.here(f"to {A} and {C}") == f"to {B} and {C}"
