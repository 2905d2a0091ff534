"""Updates: what an expression makes of an item, and which are refused."""

import pytest
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.expressions.placeholders import Placeholders
from wingws_simulator.dynamodb.expressions.update import apply_update
from wingws_simulator.dynamodb.expressions.update_parser import parse_update

A, B, C = {"S": "a"}, {"S": "b"}, {"S": "c"}
ITEM = {
    "n": {"N": "5"},
    "s": {"S": "hello"},
    "ss": {"SS": ["a", "b"]},
    "l": {"L": [A, B, C]},
    "m": {"M": {"x": A}},
}
VALUES = {
    ":one": {"N": "1"},
    ":s": {"S": "x"},
    ":l": {"L": [{"S": "z"}]},
    ":set": {"SS": ["b", "c"]},
    ":all": {"SS": ["a", "b"]},
    ":numbers": {"NS": ["1"]},
}
NO_PATH = "The document path provided in the update expression is invalid for update"
NO_VALUE = (
    "The provided expression refers to an attribute that does not exist in the item"
)
WRONG_TYPE = "An operand in the update expression has an incorrect data type"


def update(expression):
    return apply_update(parse_update(expression, Placeholders(None, VALUES)), ITEM)


@pytest.mark.parametrize(
    ("expression", "changed"),
    [
        ("SET n = n + :one", {"n": {"N": "6"}}),
        ("SET n = :one - n", {"n": {"N": "-4"}}),
        ("SET n = (n + :one)", {"n": {"N": "6"}}),
        ("SET n = if_not_exists(n, :one)", {}),
        ("SET c = if_not_exists(c, :one) + :one", {"c": {"N": "2"}}),
        ("SET l = list_append(:l, l)", {"l": {"L": [{"S": "z"}, A, B, C]}}),
        ("SET l[1] = :s", {"l": {"L": [A, {"S": "x"}, C]}}),
        ("SET l[9] = :one, l[7] = :s", {"l": {"L": [A, B, C, {"S": "x"}, {"N": "1"}]}}),
        ("SET l[1] = :s REMOVE l[0]", {"l": {"L": [{"S": "x"}, C]}}),
        ("REMOVE l[0], l[1]", {"l": {"L": [C]}}),
        ("REMOVE l[7]", {}),
        ("SET m.y = :s", {"m": {"M": {"x": A, "y": {"S": "x"}}}}),
        ("REMOVE m.x", {"m": {"M": {}}}),
        ("REMOVE s", {"s": None}),
        ("SET a = n, n = :one", {"a": {"N": "5"}, "n": {"N": "1"}}),
        ("ADD n :one, c :one", {"n": {"N": "6"}, "c": {"N": "1"}}),
        ("ADD ss :set", {"ss": {"SS": ["a", "b", "c"]}}),
        ("DELETE ss :set", {"ss": {"SS": ["a"]}}),
        ("DELETE ss :all", {"ss": None}),
        ("DELETE c :set", {}),
        (
            "set n = :one remove s add c :one",
            {"n": {"N": "1"}, "s": None, "c": {"N": "1"}},
        ),
    ],
)
def test_update_changes_the_item(expression, changed):
    """An update makes of the item what AWS makes of it."""
    expected = {k: v for k, v in (ITEM | changed).items() if v is not None}

    assert update(expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("SET n = c + :one", NO_VALUE),
        ("SET a = l[9]", NO_VALUE),
        ("SET a = if_not_exists(n, c)", NO_VALUE),
        ("SET n = s + :one", WRONG_TYPE),
        ("SET n = list_append(n, :l)", WRONG_TYPE),
        ("ADD s :one", WRONG_TYPE),
        ("ADD ss :numbers", WRONG_TYPE),
        ("DELETE n :set", WRONG_TYPE),
        ("SET m.q.r = :one", NO_PATH),
        ("SET l.q = :one", NO_PATH),
        ("SET m[0] = :one", NO_PATH),
        ("REMOVE zz.q", NO_PATH),
    ],
)
def test_an_update_that_does_not_fit_the_item_is_refused(expression, message):
    """Missing operands, wrong types and paths to nowhere are errors."""
    with pytest.raises(ValidationException) as caught:
        update(expression)

    assert caught.value.message == message


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "The expression can not be empty;"),
        ("SET", 'Syntax error; token: "<EOF>", near: "SET"'),
        ("a = :one", 'Syntax error; token: "a", near: "a ="'),
        ("SET a = :one b = :one", 'Syntax error; token: "b", near: ":one b ="'),
        ("SET a = b + :one + :one", 'Syntax error; token: "+", near: ":one + :one"'),
        ("SET a = (n + :one) + :one", 'Syntax error; token: "+", near: ") + :one"'),
        ("SET a = n + (n + :one)", 'Syntax error; token: "+", near: "n + :one"'),
        (
            "SET a = if_not_exists(b, n - :one)",
            'Syntax error; token: "-", near: "n - :one"',
        ),
        ("SET a = ((n))", "The expression has redundant parentheses;"),
        (
            "SET a = list_append(list_append(l, l), l)",
            "The function is not allowed to be used this way in an expression; "
            "function: list_append",
        ),
        ("SET a += :one", 'Syntax error; token: "+", near: "a +="'),
        ("ADD a b", 'Syntax error; token: "b", near: "a b"'),
        (
            "SET a = :one SET b = :one",
            'The "SET" section can only be used once in an update expression;',
        ),
        (
            "SET a = size(s)",
            "The function is not allowed in an update expression; function: size",
        ),
        ("SET a = foo(s)", "Invalid function name; function: foo"),
        (
            "SET a = if_not_exists(:one, n)",
            "Operator or function requires a document path; "
            "operator or function: if_not_exists",
        ),
        (
            "SET a = n + :s",
            "Incorrect operand type for operator or function; "
            "operator or function: +, operand type: S",
        ),
        (
            "ADD n :s",
            "Incorrect operand type for operator or function; "
            "operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
        ),
        (
            "DELETE ss :one",
            "Incorrect operand type for operator or function; "
            "operator: DELETE, operand type: NUMBER, "
            "typeSet: ALLOWED_FOR_DELETE_OPERAND",
        ),
        (
            "SET m.x = :one, m = :one",
            "Two document paths overlap with each other; must remove or rewrite one "
            "of these paths; path one: [m, x], path two: [m]",
        ),
        (
            "SET m.x = :one REMOVE m[0]",
            "Two document paths conflict with each other; must remove or rewrite one "
            "of these paths; path one: [m, x], path two: [m, [0]]",
        ),
    ],
)
def test_a_wrong_update_is_refused(expression, reason):
    """An expression that AWS refuses is refused in its words."""
    with pytest.raises(ValidationException) as caught:
        update(expression)

    assert caught.value.message == f"Invalid UpdateExpression: {reason}"
