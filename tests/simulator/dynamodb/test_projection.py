"""Projections: which part of an item is shown."""

import pytest
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.expressions.placeholders import Placeholders
from wingws_simulator.dynamodb.expressions.projection import parse_projection, project

A, B, C = {"S": "a"}, {"S": "b"}, {"S": "c"}
ITEM = {"s": A, "l": {"L": [A, B, C]}, "m": {"M": {"x": A, "l": {"L": [A, B]}}}}


def show(expression, names=None):
    return project(ITEM, parse_projection(expression, Placeholders(names, None)))


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("s", {"s": A}),
        ("m.x, m.l[1]", {"m": {"M": {"x": A, "l": {"L": [B]}}}}),
        ("l[2], l[0]", {"l": {"L": [A, C]}}),
        ("zz", {}),
        ("m.zz, l[9], s.x", {}),
    ],
)
def test_projection_shows_a_part(expression, shown):
    """Only what lies at the paths is shown; lists close up."""
    assert show(expression) == shown


def test_names_can_be_placeholders():
    """``#name`` stands for any attribute, also one with a dot in its name."""
    assert show("#m.#x", {"#m": "m", "#x": "x"}) == {"m": {"M": {"x": A}}}


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "The expression can not be empty;"),
        ("a,", 'Syntax error; token: "<EOF>", near: ","'),
        ("s n", 'Syntax error; token: "n", near: "s n"'),
        (":s", 'Syntax error; token: ":s", near: ":s"'),
        ("year", "Attribute name is a reserved keyword; reserved keyword: year"),
        (
            "m, m.x",
            "Two document paths overlap with each other; must remove or rewrite one "
            "of these paths; path one: [m], path two: [m, x]",
        ),
    ],
)
def test_a_wrong_projection_is_refused(expression, reason):
    """An expression that AWS refuses is refused in its words."""
    with pytest.raises(ValidationException) as caught:
        show(expression)

    assert caught.value.message == f"Invalid ProjectionExpression: {reason}"
