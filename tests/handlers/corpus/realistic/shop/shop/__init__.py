"""The package's public names."""

from . import pricing
from .cart import Cart
from .errors import ShopError, UnknownItem as UnknownItem
from .pricing import *
from .pricing.rules import rules

__version__ = ".".join(map(str, (1, 4, 2)))
__all__ = ["Cart", "ShopError", "UnknownItem", "pricing", "rules"]
