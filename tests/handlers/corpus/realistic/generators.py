#> "10" -> "2,3,5,7"
#> "20" -> "2,3,5,7,11,13,17,19"
"""Generators, itertools and a lambda as a sort key in a table."""

from itertools import count, takewhile

from pulumi_wingws import WebSocket


def primes():
    found = []
    for n in count(2):
        if all(n % p for p in takewhile(lambda p: p * p <= n, found)):
            found.append(n)
            yield n


ORDERS = {"up": lambda n: n, "down": lambda n: -n}
server = WebSocket("Primes")


@server.on_message(reply=True)
def on_message(connection_id, body):
    below = int(body)
    chosen = sorted(takewhile(lambda p: p < below, primes()), key=ORDERS["up"])
    return ",".join(map(str, chosen))
