#> "div" raises "ZeroDivisionError: division by zero"
#> "key" raises "KeyError: 'é'"
#> "attribute" raises "AttributeError: 'int' object has no attribute 'nope'"
#> "call" raises "ValueError: invalid literal for int() with base 10: 'x'"
#> "comprehension" raises "TypeError: unsupported operand type(s) for +: 'int' and 'str'"
#> "unicode" raises "ZeroDivisionError: division by zero"
#> "raise" raises "LookupError: here"
#> "assert" raises "AssertionError: no"
#> "handler" raises "IndexError: list index out of range"
"""Exceptions in helpers, above and below dropped lines."""

import threading

from pulumi_wingws import WebSocket

dropped = threading.Lock()
WORDS = {"ä": 1}
chat = WebSocket("Chat")


def divide(zero):
    return 1 + (2 / zero)  # "div" raises at "2 / zero"


dropped_too = """
def divide(zero):
    pass
"""


class Steps:
    def key(self):
        return [WORDS["ä"], WORDS["é"]]  # "key" raises at "WORDS[\"é\"]"

    @staticmethod
    def attribute():
        one = 1
        return (one, one.nope)  # "attribute" raises at "one.nope"

    def call(self, text: "dropped" = "x") -> int:
        return max(0, int(text))  # "call" raises at "int(text)"

    def comprehension(self):
        return [n + "a" for n in range(3)]  # "comprehension" raises at "n + \"a\""

    def unicode(self):
        return "äöü→漢", 1 / len("")  # "unicode" raises at "1 / len(\"\")"

    def raise_(self):
        raise LookupError("here")  # "raise" raises at "raise LookupError(\"here\")"

    def assert_(self, flag=False):
        assert flag, "no"  # "assert" raises at "assert flag, \"no\""


steps = Steps()
VERBS = {"div": lambda: divide(0), "raise": steps.raise_, "assert": steps.assert_}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "handler":
        return [][len(body)]  # "handler" raises at "[][len(body)]"
    return VERBS.get(body, getattr(steps, body, None))()
