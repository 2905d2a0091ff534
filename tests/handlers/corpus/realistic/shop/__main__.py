#> "price tea 3" -> "€5.00"
#> "price milk 2" -> "€0.89"
#> "price rum 1" -> "rum? only milk, tea"
#> "cart" -> "3 lines, €10.89, ['three_for_two', 'milk_day']"
#> "rules" -> "three_for_two, milk_day"
#> "version" -> "1.4.2 €"
"""A shop: an app spread over a package with re-exports and relative imports."""

import pulumi

import shop
from shop import Cart, rules
from shop.wire import chat

cart = Cart("EUR")
cart.add("tea", 2)
pulumi.export("url", chat.url)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    match body.split():
        case ["price", item, number]:
            try:
                return cart.add(item, int(number))
            except shop.UnknownItem as exc:
                return f"{exc.item}? {exc}"
        case ["cart"]:
            return str(cart)
        case ["rules"]:
            return ", ".join(rule.__name__ for rule in rules)
    return f"{shop.__version__} {shop.pricing.CURRENCIES['EUR']}"
