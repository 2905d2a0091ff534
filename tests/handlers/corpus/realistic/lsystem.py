#> "algae 4" -> "ABAABABA"
#> "koch 1" -> "F+F-F-F+F (17)"
#> "none 1" -> "KeyError"
"""Rewriting systems: lambdas in a table, partials, reduce, post-processing by name."""

from functools import partial, reduce
from itertools import chain

from pulumi_wingws import WebSocket


def rewrite(rules, text):
    return "".join(chain.from_iterable(rules.get(c, c) for c in text))


def system(axiom, finish=lambda text: text, /, **rules):
    step = partial(rewrite, rules)
    return lambda n: finish(reduce(lambda text, _: step(text), range(n), axiom))


SYSTEMS = {
    "algae": system("A", A="AB", B="A"),
    "koch": system("F", lambda text: f"{text} ({measure(text)})", F="F+F-F-F+F"),
}
WEIGHTS = dict.fromkeys("+-", 3) | {"F": 1}
measure = lambda text: sum(WEIGHTS[c] for c in text)  # noqa: E731
garden = WebSocket("Garden")


@garden.on_message(reply=True)
def on_message(connection_id, body):
    name, n = body.split()
    try:
        return SYSTEMS[name](int(n))
    except KeyError as exc:
        return type(exc).__name__
