"""Token buckets and quotas."""

from datetime import datetime

import pytest
from wingws_simulator.core.api_config import ApiConfig, Quota, Route, Throttle
from wingws_simulator.core.settings import Settings
from wingws_simulator.core.throttle import (
    AccountThrottle,
    Throttles,
    TokenBucket,
    Usage,
)


def test_burst_then_rate():
    """A full bucket has the burst; then tokens come at the rate, up to the burst."""
    bucket = TokenBucket(Throttle(rate=10, burst=3))

    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(0.1) for _ in range(2)] == [True, False]
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]


def test_clock_set_back():
    """A clock that is set back gives no tokens, and takes none."""
    bucket = TokenBucket(Throttle(rate=1, burst=1))
    assert bucket.take(100.0)

    assert [bucket.take(50.0), bucket.take(51.0)] == [False, True]


@pytest.mark.parametrize("throttle", [Throttle(0, 5), Throttle(5, 0), Throttle(0, 0)])
def test_never(throttle):
    """Without a rate, or without a burst, there never is a token."""
    bucket = TokenBucket(throttle)

    assert not any(bucket.take(float(now)) for now in range(100))


@pytest.mark.parametrize(
    ("rate", "burst", "taken", "is_ample"),
    [
        (1, 2000, 1000, True),
        (1, 2000, 1001, False),
        (1, 999, 0, False),
        (0, 2000, 0, False),
    ],
)
def test_ample(rate, burst, taken, is_ample):
    """There are many tokens if half of a large burst is left."""
    bucket = TokenBucket(Throttle(rate=rate, burst=burst))
    for _ in range(taken):
        bucket.take(0.0)

    assert bucket.is_ample() is is_ample


@pytest.mark.parametrize(("burst", "allowed"), [(1, False), (2, True)])
def test_configure(burst, allowed):
    """An unchanged throttle stays as empty as it is; a changed one starts full."""
    throttles = Throttles(AccountThrottle(Settings()))
    routes = {"join": Route("join")}
    for after in (1, burst):
        throttle = Throttle(rate=1, burst=after)
        throttles.configure(ApiConfig("abcd123", "prod", routes, throttle=throttle))
        last = throttles.allow_message("join", 0.0)

    assert last is allowed


@pytest.mark.fidelity("4.1", "new connections: 500 a second and account")
@pytest.mark.fidelity("4.1", "requests and callbacks: 10,000 a second, 5,000 at once")
def test_apis_share_the_quotas_of_their_account():
    """What one uses the other lacks: they are AWS's for account and region."""
    settings = Settings(account_connection_burst=2, account_request_burst=2)
    account = AccountThrottle(settings)
    one, other = Throttles(account), Throttles(account)

    assert one.allow_connection(0.0)
    assert other.allow_connection(0.0)
    assert not one.allow_connection(0.0)
    assert one.allow_message("join", 0.0)
    assert other.allow_call(0.0)
    assert not one.allow_call(0.0)


@pytest.mark.parametrize(
    ("period", "same", "next_one"),
    [
        ("DAY", "2026-02-28T23:59:59", "2026-03-01T00:00:00"),
        ("WEEK", "2026-03-01T23:59:59", "2026-03-02T00:00:00"),
        ("MONTH", "2026-02-28T23:59:59", "2026-03-01T00:00:00"),
    ],
)
def test_quota(period, same, next_one):
    """What a key has used counts to the period's end; other keys have their own."""
    usage = Usage(Quota(2, period))
    begin, end, after = (
        datetime.fromisoformat(f"{moment}+00:00").timestamp()
        for moment in ("2026-02-28T00:00:00", same, next_one)
    )

    assert [usage.take("one", now) for now in (begin, end, end)] == [True, True, False]
    assert usage.take("other", end)
    assert usage.take("one", after)


@pytest.mark.parametrize(("limit", "allowed"), [(1, False), (2, True)])
def test_a_quota_that_does_not_change_is_not_given_again(limit, allowed):
    """Another one is."""
    throttles = Throttles(AccountThrottle(Settings()))
    for each in (1, limit):
        config = ApiConfig("abcd123", "prod", {}, quota=Quota(each, "DAY"))
        throttles.configure(config)
        last = throttles.allow_key("key", 0.0)

    assert last is allowed
