"""Positions: bytes that sort as the tuples of keys do."""

import itertools
import random

from wingws_simulator.dynamodb.position import (
    after,
    build_position,
    hash_interval,
    join_parts,
    prefix_interval,
    segment_interval,
)

VIEW = join_parts([b"table", b""])


def parts(chance):
    """Return a short byte string of the awkward bytes."""
    size = chance.randint(0, 4)
    return bytes(chance.choice((0, 1, 2, 97, 254, 255)) for _ in range(size))


def test_joined_parts_sort_as_tuples():
    """Whatever bytes the parts have, joining keeps the order of the tuples."""
    chance = random.Random(3)
    tuples = [(parts(chance), parts(chance)) for _ in range(2000)]

    assert sorted(tuples, key=join_parts) == sorted(tuples)


def test_an_interval_holds_exactly_its_range_keys():
    """The interval of [low, high) holds the positions of those range keys only."""
    chance = random.Random(4)
    for _ in range(2000):
        key, low, high = parts(chance), parts(chance), parts(chance)
        interval = hash_interval(VIEW, b"hash", low, high)

        position = build_position(VIEW, (b"hash", key))

        assert (interval.low <= position < interval.high) == (low <= key < high)


def test_an_open_interval_ends_with_its_hash_key():
    """Without an upper bound an interval holds one hash key's rows and no other's."""
    interval = hash_interval(VIEW, b"a", b"", None)

    for key in (b"", b"\x00", b"\xff\xff"):
        assert interval.low <= build_position(VIEW, (b"a", key)) < interval.high
        assert not interval.low <= build_position(VIEW, (b"b", key)) < interval.high


def test_segments_meet_without_gaps():
    """The segments of a view cover it from end to end."""
    whole = prefix_interval(VIEW)
    for total in (1, 2, 3, 7):
        segments = [segment_interval(VIEW, n, total) for n in range(total)]

        assert whole.low <= segments[0].low == VIEW + bytes(4)
        assert segments[-1].high == whole.high
        assert all(one.high == two.low for one, two in itertools.pairwise(segments))


def test_after_is_the_next_position():
    """Nothing sorts between a position and what comes after it."""
    position = build_position(VIEW, (b"a", b"b"))

    assert position < after(position) <= build_position(VIEW, (b"a", b"b\x00"))
