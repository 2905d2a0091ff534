from .tables import CURRENCIES, PRICES

__all__ = ["CURRENCIES", "money"]


def money(cents, sign="?"):
    return f"{sign}{cents // 100}.{cents % 100:02}"


PRICES.setdefault("milk", 89)
