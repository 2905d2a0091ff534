"""The grammar of conditions, with every check that needs no item."""

from __future__ import annotations

from typing import TypeAlias

from wingws_simulator.dynamodb.attribute_value import SCALARS, encode_scalar, type_of

from .condition import (
    And,
    Between,
    Compare,
    Condition,
    Function,
    In,
    Not,
    Operand,
    Or,
    Size,
)
from .grammar import CONDITION_FUNCTIONS, UPDATE_FUNCTIONS, Grammar, Literal
from .path import Path
from .placeholders import Placeholders

__all__ = ["parse_condition"]

MAX_OPERATORS = 300
MAX_OPTIONS = 100
COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
SIZED = ("S", "B", "SS", "NS", "BS", "L", "M")
TYPES = ("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M")

Node: TypeAlias = Condition | Operand


def parse_condition(text: str, parameter: str, placeholders: Placeholders) -> Condition:
    """Read a condition.

    Args:
        text: the expression.
        parameter: the request's name of it, for messages.
        placeholders: what ``#name`` and ``:value`` stand for.

    Raises:
        ValidationException: AWS would not accept it.
    """
    grammar = _ConditionGrammar(text, parameter, placeholders)
    condition = grammar.require_condition(grammar.disjunction())
    grammar.end()
    return condition


class _ConditionGrammar(Grammar):
    """Recursive descent; a parenthesis may hold a condition or an operand."""

    _operators = 0

    def disjunction(self) -> Node:
        node = self._conjunction()
        while self.tokens.take_keyword("OR"):
            left = self.require_condition(node)
            right = self.require_condition(self._conjunction())
            node = self._counted(Or(left, right))
        return node

    def _conjunction(self) -> Node:
        node = self._negation()
        while self.tokens.take_keyword("AND"):
            left = self.require_condition(node)
            right = self.require_condition(self._negation())
            node = self._counted(And(left, right))
        return node

    def _negation(self) -> Node:
        if self.tokens.take_keyword("NOT"):
            return self._counted(Not(self.require_condition(self._negation())))
        return self._comparison()

    def _comparison(self) -> Node:
        node = self._primary()
        word = self.tokens.current.text.upper()
        if word in COMPARATORS:
            return self._compare(self._require_operand(node))
        if word == "BETWEEN":
            return self._between(self._require_operand(node))
        if word == "IN":
            return self._in(self._require_operand(node))
        if self.tokens.current.text == ")":
            return node  # the parenthesis may be an operand
        return self.require_condition(node)

    def _compare(self, left: Operand) -> Condition:
        name = self.tokens.take().text
        right = self._operand()
        if name not in ("=", "<>"):
            self.require_type(name, left, *SCALARS)
            self.require_type(name, right, *SCALARS)
        self._require_distinct(name, left, right)
        return self._counted(Compare(name, left, right))

    def _between(self, operand: Operand) -> Condition:
        self.tokens.take()
        low = self._operand()
        if not self.tokens.take_keyword("AND"):
            self.tokens.fail()
        high = self._operand()
        for bound in (operand, low, high):
            self.require_type("BETWEEN", bound, *SCALARS)
        self._require_distinct("BETWEEN", operand, low, high)
        if isinstance(low, Literal) and isinstance(high, Literal):
            self._check_bounds(low, high)
        return self._counted(Between(operand, low, high))

    def _check_bounds(self, low: Literal, high: Literal) -> None:
        if type_of(low.value) != type_of(high.value):
            problem = "same data type for lower and upper bounds"
        elif encode_scalar(low.value) > encode_scalar(high.value):
            problem = "upper bound to be greater than or equal to lower bound"
        else:
            return
        raise self.tokens.error(
            f"The BETWEEN operator requires {problem}; "
            f"lower bound operand: {_shown(low)}, upper bound operand: {_shown(high)}"
        )

    def _in(self, operand: Operand) -> Condition:
        self.tokens.take()
        self.tokens.expect("(")
        options = self.list_of(self._operand)
        self.tokens.expect(")")
        if len(options) > MAX_OPTIONS:
            raise self.tokens.error(
                "The IN operator is provided with too many operands; "
                f"number of operands: {len(options)}"
            )
        self._require_distinct("IN", operand, *options)
        return self._counted(In(operand, tuple(options)))

    def _operand(self) -> Operand:
        return self._require_operand(self._primary())

    def _primary(self) -> Node:
        if self.tokens.current.text == "(":
            return self.parenthesis(self.disjunction)
        if self.at_literal():
            return self.literal()
        if self.at_function():
            return self._function()
        return self.path()

    def _function(self) -> Node:
        name = self.tokens.take().text
        if name in UPDATE_FUNCTIONS:
            raise self.tokens.error(
                "The function is not allowed in a condition expression; "
                f"function: {name}"
            )
        if name not in CONDITION_FUNCTIONS:
            raise self.tokens.error(f"Invalid function name; function: {name}")
        operands = self.arguments(name, CONDITION_FUNCTIONS[name], self._operand)
        self._check_operands(name, operands)
        if name == "size":
            return Size(operands[0])
        return Function(name, tuple(operands))

    def _check_operands(self, name: str, operands: list[Operand]) -> None:
        match name:
            case "attribute_exists" | "attribute_not_exists":
                self.require_path(name, operands[0])
            case "attribute_type":
                self._check_type_name(operands[1])
            case "begins_with":
                self.require_type(name, operands[0], "S", "B")
                self.require_type(name, operands[1], "S", "B")
            case "size":
                self.require_type(name, operands[0], *SIZED)
        self._require_distinct(name, *operands)

    def _check_type_name(self, operand: Operand) -> None:
        if not isinstance(operand, Literal):
            raise self.wrong_type("attribute_type", "document path")
        self.require_type("attribute_type", operand, "S")
        tag = operand.value["S"]
        if tag not in TYPES:
            raise self.tokens.error(
                "Invalid attribute type name found; "
                f"type: {tag}, valid types: {{{','.join(TYPES)}}}"
            )

    def require_type(self, name: str, operand: object, *allowed: str) -> None:
        if isinstance(operand, Size) and "N" not in allowed:
            raise self.wrong_type(name, "N")
        super().require_type(name, operand, *allowed)

    def _require_distinct(self, name: str, first: Operand, *rest: Operand) -> None:
        if isinstance(first, Path) and first in rest:
            raise self.tokens.error(
                "The first operand must be distinct from the remaining operands "
                "for this operator or function; "
                f"operator: {name}, first operand: {first}"
            )

    def _require_operand(self, node: Node) -> Operand:
        if isinstance(node, Function):
            raise self.misused(node.name)
        if not isinstance(node, Operand):
            self.tokens.fail()
        return node

    def require_condition(self, node: Node) -> Condition:
        if isinstance(node, Size):
            raise self.misused("size")
        if not isinstance(node, Condition):
            self.tokens.fail()
        return node

    def _counted(self, condition: Condition) -> Condition:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise self.tokens.error(
                "The expression contains too many operators; "
                f"operator count: {self._operators}"
            )
        return condition


def _shown(literal: Literal) -> str:
    ((tag, content),) = literal.value.items()
    return f"AttributeValue: {{{tag}:{content}}}"
