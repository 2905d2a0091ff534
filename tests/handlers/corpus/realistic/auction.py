#> "bid lamp ann 10.00" -> "Bid(bidder='ann', amount=Decimal('10.00'), at=datetime.date(2026, 1, 31))"
#> "bid lamp bob 10.20" -> "too low: lamp: at least 10.50 (lamp 10.50)"
#> "bid lamp bob 11.00" -> "Bid(bidder='bob', amount=Decimal('11.00'), at=datetime.date(2026, 1, 31))"
#> "bid car ann 1" -> "too low: car: at least 1201.005 (car 1201.005)"
#> "close lamp" -> "bob pays 11.55"
#> "bid lamp ann 99" -> "Closed lamp: closed"
#> "bid sofa ann 1" -> "no lot 'sofa'"
#> "sum" -> "1211.505 36.35 True Bid(bidder='eva again', amount=Decimal('1200.505'), at=datetime.date(2026, 2, 1)) 0.50"
"""An auction: dataclasses, money as Decimal, errors of its own, totals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering
from typing import ClassVar

from pulumi_wingws import WebSocket

chat = WebSocket("Auction")

CENT = Decimal("0.01")
FEE = {"small": Decimal("0.05"), "large": Decimal("0.03")}
ZERO = Decimal()


class AuctionError(Exception):
    """What a bidder is told."""

    def __init__(self, lot: str, why: str) -> None:
        super().__init__(f"{lot}: {why}")
        self.lot = lot


class TooLow(AuctionError):
    def __init__(self, lot: str, least: Decimal) -> None:
        super().__init__(lot, f"at least {least}")
        self.least = least


class Closed(AuctionError): ...


@total_ordering
@dataclass(frozen=True, slots=True)
class Bid:
    bidder: str
    amount: Decimal
    at: dt.date = dt.date(2026, 1, 31)

    def __lt__(self, other: Bid) -> bool:
        return self.amount < other.amount


@dataclass(kw_only=True)
class Lot:
    STEP: ClassVar[Decimal] = Decimal("0.50")

    name: str
    start: Decimal
    bids: list[Bid] = field(default_factory=list)
    is_open: bool = True
    ends: dt.timedelta = dt.timedelta(hours=2, minutes=30)

    def __post_init__(self) -> None:
        if not self.name.islower():
            raise ValueError(self.name)

    @property
    def least(self) -> Decimal:
        return max(self.bids).amount + self.STEP if self.bids else self.start

    def bid(self, bid: Bid) -> Bid:
        if not self.is_open:
            raise Closed(self.name, "closed")
        if bid.amount < self.least:
            raise TooLow(self.name, self.least)
        self.bids.append(bid)
        return bid


def fee(amount: Decimal, *, table: dict[str, Decimal] = FEE) -> Decimal:
    rate = table["small" if amount < 100 else "large"]
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)


lots = {
    lot.name: lot
    for lot in (Lot(name="lamp", start=Decimal(10)), Lot(name="car", start=Decimal("999.99")))
}
lots["car"].bids.append(Bid("eva", Decimal("1200.505")))
FIRST = lots["car"].bids[0]
LATER = replace(FIRST, bidder="eva again", at=FIRST.at + dt.timedelta(days=1))


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    verb, *rest = body.split()
    try:
        if verb == "bid":
            name, bidder, amount = rest
            return repr(lots[name].bid(Bid(bidder, Decimal(amount))))
        if verb == "close":
            lots[rest[0]].is_open = False
            winner = max(lots[rest[0]].bids)
            return f"{winner.bidder} pays {winner.amount + fee(winner.amount)}"
        total = sum((max(lot.bids).amount for lot in lots.values()), ZERO)
        return f"{total} {fee(total)} {lots['car'].bids[0] is FIRST} {LATER} {Lot.STEP}"
    except TooLow as exc:
        return f"too low: {exc} ({exc.lot} {exc.least})"
    except AuctionError as exc:
        return f"{type(exc).__name__} {exc}"
    except KeyError as exc:
        return f"no lot {exc}"
