#> "1 + 2 * 3" -> "7"
#> "(1 + 2) * 3" -> "9"
#> "2 / 4" -> "0.5"
#> "1 / 0" -> "division by zero"
#> "1 + " -> "unexpected end"
#> "2 ** 3" -> "unexpected '*'"
"""A recursive-descent calculator: a compiled regex, operator functions in a table."""

import operator
import re
from decimal import Decimal, DivisionByZero, InvalidOperation

from pulumi_wingws import WebSocket

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(.))")
OPERATORS = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "*": (2, operator.mul),
    "/": (2, operator.truediv),
}


class Parser:
    def __init__(self, text):
        self.tokens = [m.groups() for m in TOKEN.finditer(text) if m.group().strip()]
        self.position = 0

    def peek(self):
        if self.position < len(self.tokens):
            return self.tokens[self.position]
        return (None, None)

    def take(self):
        token = self.peek()
        self.position += 1
        return token

    def atom(self):
        number, symbol = self.take()
        if number is not None:
            return Decimal(number)
        if symbol == "(":
            value = self.expression(0)
            self.take()
            return value
        raise SyntaxError(f"unexpected {symbol!r}" if symbol else "unexpected end")

    def expression(self, least):
        left = self.atom()
        while True:
            precedence, function = OPERATORS.get(self.peek()[1], (0, None))
            if not function or precedence < least + 1:
                return left
            self.take()
            left = function(left, self.expression(precedence))


calculator = WebSocket("Calculator")


@calculator.on_message(reply=True)
def on_message(_, body):
    try:
        return str(Parser(body).expression(0))
    except SyntaxError as exc:
        return str(exc)
    except (DivisionByZero, InvalidOperation):
        return "division by zero"
