"""
Throttling: token buckets of the account and of each route, quotas of API keys.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-protect.html

"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from .api_config import ApiConfig, Quota, Throttle
from .settings import Settings

__all__ = ["AccountThrottle", "Throttles", "TokenBucket", "Usage"]

# What may be taken before anybody can say that there is nothing left.
_MANY = 1000


class TokenBucket:
    """
    Tokens that are taken one at a time and come back at a steady rate.

    Args:
        throttle: How many fit in, and how fast they come back; if either is zero
            there never is one.

    """

    def __init__(self, throttle: Throttle) -> None:
        self.throttle = throttle
        self._rate = throttle.rate
        self._most = float(throttle.burst if throttle.rate > 0 else 0)
        self._tokens, self._filled_at = self._most, 0.0

    def take(self, now: float) -> bool:
        """Take a token, if there is one."""
        tokens = self._tokens
        if now > self._filled_at:
            tokens += (now - self._filled_at) * self._rate
            if tokens > self._most:
                tokens = self._most
        self._filled_at = now
        if tokens < 1:
            self._tokens = tokens
            return False
        self._tokens = tokens - 1
        return True

    def fill(self) -> None:
        """Have as many tokens as fit in."""
        self._tokens, self._filled_at = self._most, 0.0

    def is_ample(self) -> bool:
        """Tell whether many may be taken at once before none is left."""
        return self._most >= _MANY and self._tokens >= self._most / 2


class Usage:
    """
    What API keys have used of a quota in the period that runs.

    Args:
        quota: What each has; without one all of them may go on.

    """

    def __init__(self, quota: Quota | None) -> None:
        self.quota = quota
        self._period: tuple[int, ...] = ()
        self._used: Counter[str] = Counter()

    def take(self, api_key: str, now: float) -> bool:
        """Count a use, if there is some of the quota left."""
        if self.quota is None:
            return True
        if (period := _period(self.quota, now)) != self._period:
            self._period = period
            self._used.clear()
        if self._used[api_key] >= self.quota.limit:
            return False
        self._used[api_key] += 1
        return True


def _period(quota: Quota, now: float) -> tuple[int, ...]:
    """Return what tells the period of a moment from all others."""
    day = datetime.fromtimestamp(now, UTC)
    match quota.period:
        case "DAY":
            return day.timetuple()[:3]
        case "WEEK":  # I: AWS does not say on which day it starts
            return day.isocalendar()[:2]
        case "MONTH":
            return day.timetuple()[:2]


class AccountThrottle:
    """
    The quotas of an account in a region, which all of its APIs share.

    Args:
        settings: How much they are.

    """

    def __init__(self, settings: Settings) -> None:
        self.connections = TokenBucket(
            Throttle(
                settings.account_connection_rate, settings.account_connection_burst
            )
        )
        self.requests = TokenBucket(
            Throttle(settings.account_request_rate, settings.account_request_burst)
        )

    def reset(self) -> None:
        """Let nothing be used up."""
        self.connections.fill()
        self.requests.fill()


class Throttles:
    """
    What may happen at this moment.

    Args:
        account: The account's quotas.

    """

    def __init__(self, account: AccountThrottle) -> None:
        self._account = account
        self._routes: dict[str, TokenBucket] = {}
        self._usage = Usage(None)

    def configure(self, api: ApiConfig) -> None:
        """Take over the throttles of an API; what has not changed stays as full."""
        if self._usage.quota != api.quota:
            self._usage = Usage(api.quota)
        old, self._routes = self._routes, {}
        for route_key in {"$connect", *api.routes}:
            throttle = api.throttle_of(route_key)
            if throttle is None:
                continue
            bucket = old.get(route_key)
            if bucket is None or bucket.throttle != throttle:
                bucket = TokenBucket(throttle)
            self._routes[route_key] = bucket

    def reset(self) -> None:
        """Let nothing of this API's own be used up; the account's goes on."""
        self._usage = Usage(self._usage.quota)
        for bucket in self._routes.values():
            bucket.fill()

    def allow_connection(self, now: float) -> bool:
        """Count a handshake; tell whether it may go on."""
        bucket = self._routes.get("$connect")
        return self._account.connections.take(now) and (
            bucket is None or bucket.take(now)
        )

    def allow_message(self, route_key: str, now: float) -> bool:
        """Count a message; tell whether it may go on."""
        bucket = self._routes.get(route_key)
        return self._account.requests.take(now) and (bucket is None or bucket.take(now))

    def allow_call(self, now: float) -> bool:
        """Count a call of the `@connections` API; tell whether it may go on."""
        return self._account.requests.take(now)

    def allow_key(self, api_key: str, now: float) -> bool:
        """Count a handshake or a message with an API key; tell whether it may go on."""
        return self._usage.take(api_key, now)
