"""Conditions: which expressions are accepted, and which items they let pass."""

import pytest
from wingws_simulator.dynamodb.errors import ValidationException
from wingws_simulator.dynamodb.expressions.condition import holds
from wingws_simulator.dynamodb.expressions.condition_parser import parse_condition
from wingws_simulator.dynamodb.expressions.placeholders import Placeholders

ITEM = {
    "id": {"S": "k"},
    "n": {"N": "5"},
    "s": {"S": "hello"},
    "bin": {"B": "YWJj"},
    "ok": {"BOOL": True},
    "ss": {"SS": ["a", "b"]},
    "ns": {"NS": ["1", "2"]},
    "m": {"M": {"x": {"S": "1"}, "l": {"L": [{"N": "1"}, {"N": "2"}]}}},
    "l": {"L": [{"S": "a"}, {"S": "b"}]},
}
ONE = {":v": {"N": "1"}}
FIVE = {":v": {"N": "5.0"}}
TEXT = {":v": {"S": "b"}}


def parse(expression, values=None, names=None):
    return parse_condition(
        expression, "ConditionExpression", Placeholders(names, values)
    )


@pytest.mark.parametrize(
    ("expression", "values", "expected"),
    [
        ("n = :v", FIVE, True),
        ("n <> :v", FIVE, False),
        ("n > :v", ONE, True),
        (":v < n", ONE, True),
        ("n <= :v", ONE, False),
        ("s > :v", TEXT, True),
        ("s > n", None, False),
        ("zz = :v", ONE, False),
        ("zz <> :v", ONE, True),
        ("zz < :v", ONE, False),
        ("NOT zz = :v", ONE, True),
        ("ss = :v", {":v": {"SS": ["b", "a"]}}, True),
        ("n BETWEEN :v AND n2", ONE, False),
        ("n BETWEEN :a AND :b", {":a": {"N": "5"}, ":b": {"N": "9"}}, True),
        ("n IN (:v, s)", FIVE, True),
        ("l[1] = :v", TEXT, True),
        ("l.x = :v", TEXT, False),
        ("m.l[0] = :v", ONE, True),
        ("attribute_exists(m.l[1]) AND attribute_not_exists(m.l[2])", None, True),
        ("attribute_type(m, :v)", {":v": {"S": "M"}}, True),
        ("begins_with(s, :v)", {":v": {"S": "hel"}}, True),
        ("begins_with(bin, :v)", {":v": {"B": "YWI="}}, True),
        ("begins_with(n, s)", None, False),
        ("contains(s, :v)", {":v": {"S": "ell"}}, True),
        ("contains(ss, :v)", TEXT, True),
        ("contains(ns, :v)", {":v": {"N": "1.0"}}, True),
        ("contains(l, :v)", TEXT, True),
        ("contains(n, :v)", TEXT, False),
        ("size(s) = :v", FIVE, True),
        ("size(bin) < :v", FIVE, True),
        ("size(l) > size(m.l)", None, False),
        ("size(n) = :v", ONE, False),
        ("n = :v OR s = :v AND zz = :v", FIVE, True),
        ("(n = :v OR s = :v) AND zz = :v", FIVE, False),
        ("NOT (n = :v) or NOT attribute_exists(zz)", FIVE, True),
        ("(n) = :v aNd attribute_exists (id)", FIVE, True),
    ],
)
def test_condition_holds(expression, values, expected):
    """A condition is true or false of an item as on AWS."""
    assert holds(parse(expression, values), ITEM) is expected


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "The expression can not be empty;"),
        ("a = ", 'Syntax error; token: "<EOF>", near: "= "'),
        ("= a", 'Syntax error; token: "=", near: "= a"'),
        ("a", 'Syntax error; token: "<EOF>", near: "a"'),
        ("a AND b", 'Syntax error; token: "AND", near: "a AND b"'),
        ("a = b = c", 'Syntax error; token: "=", near: "b = c"'),
        ("a == b", 'Syntax error; token: "=", near: "== b"'),
        ("(a = b", 'Syntax error; token: "<EOF>", near: "b"'),
        ("a = b)", 'Syntax error; token: ")", near: "b)"'),
        ("a IN ()", 'Syntax error; token: ")", near: "()"'),
        ("a[x]", 'Syntax error; token: "x", near: "[x]"'),
        ("a..b = c", 'Syntax error; token: ".", near: "..b"'),
        ("1a = b", 'Syntax error; token: "1", near: "1a"'),
        ("a-b = c", 'Syntax error; token: "-", near: "a-b"'),
        ("a = #", 'Syntax error; token: "#", near: "= #"'),
        ("SET a = b", 'Syntax error; token: "SET", near: "SET a"'),
        ("((a = b))", "The expression has redundant parentheses;"),
        ("foo(a)", "Invalid function name; function: foo"),
        ("SIZE(a) = b", "Invalid function name; function: SIZE"),
        (
            "list_append(a, b)",
            "The function is not allowed in a condition expression; "
            "function: list_append",
        ),
        (
            "size(a)",
            "The function is not allowed to be used this way in an expression; "
            "function: size",
        ),
        (
            "attribute_exists(a) = b",
            "The function is not allowed to be used this way in an expression; "
            "function: attribute_exists",
        ),
        (
            "begins_with(a)",
            "Incorrect number of operands for operator or function; "
            "operator or function: begins_with, number of operands: 1",
        ),
        (
            "attribute_exists(:a)",
            "Operator or function requires a document path; "
            "operator or function: attribute_exists",
        ),
        (
            "name = a",
            "Attribute name is a reserved keyword; reserved keyword: name",
        ),
        (
            "#x = a",
            "An expression attribute name used in the document path "
            "is not defined; attribute name: #x",
        ),
        (
            "a = :x",
            "An expression attribute value used in expression "
            "is not defined; attribute value: :x",
        ),
        (
            "a < :set",
            "Incorrect operand type for operator or function; "
            "operator or function: <, operand type: SS",
        ),
        (
            "begins_with(a, :n9)",
            "Incorrect operand type for operator or function; "
            "operator or function: begins_with, operand type: N",
        ),
        (
            "size(size(a)) = b",
            "Incorrect operand type for operator or function; "
            "operator or function: size, operand type: N",
        ),
        (
            "a BETWEEN :n9 AND :n1",
            "The BETWEEN operator requires upper bound to be greater than or equal to "
            "lower bound; lower bound operand: AttributeValue: {N:9}, "
            "upper bound operand: AttributeValue: {N:1}",
        ),
        (
            "a BETWEEN :a AND :n1",
            "The BETWEEN operator requires same data type for lower and upper bounds; "
            "lower bound operand: AttributeValue: {S:a}, "
            "upper bound operand: AttributeValue: {N:1}",
        ),
        (
            "a.b = a.b",
            "The first operand must be distinct from the remaining operands for this "
            "operator or function; operator: =, first operand: [a, b]",
        ),
        (
            "attribute_type(a, :a)",
            "Invalid attribute type name found; type: a, valid types: "
            "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
        ),
        (
            f"a IN ({','.join(['b'] * 101)})",
            "The IN operator is provided with too many operands; "
            "number of operands: 101",
        ),
        (
            " OR ".join(["a=b"] * 151),
            "The expression contains too many operators; operator count: 301",
        ),
        (
            ".".join(["a"] * 33) + " = b",
            "The document path has too many nesting levels; nesting levels: 33",
        ),
        (
            "a[99999999999] = b",
            "List index is not within the allowable range; index: [99999999999]",
        ),
        (
            "x" * 4097,
            "Expression size has exceeded the maximum allowed size; "
            "expression size: 4097",
        ),
    ],
)
def test_a_wrong_condition_is_refused(expression, reason):
    """An expression that AWS refuses is refused in its words."""
    values = {
        ":a": {"S": "a"},
        ":n9": {"N": "9"},
        ":n1": {"N": "1"},
        ":set": {"SS": ["a"]},
    }

    with pytest.raises(ValidationException) as caught:
        parse(expression, values)

    assert caught.value.message == f"Invalid ConditionExpression: {reason}"


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        ({}, None, "ExpressionAttributeNames must not be empty"),
        (None, {}, "ExpressionAttributeValues must not be empty"),
        (
            {"a": "b"},
            None,
            'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
        ),
        (
            None,
            {":s-": {"S": "a"}},
            'ExpressionAttributeValues contains invalid key: Syntax error; key: ":s-"',
        ),
        (
            {"#a": ""},
            None,
            "ExpressionAttributeNames contains invalid value: "
            "Empty attribute name for key #a",
        ),
        (
            None,
            {":s": {"SS": []}},
            "ExpressionAttributeValues contains invalid value: One or more parameter "
            "values were invalid: An string set  may not be empty for key :s",
        ),
    ],
)
def test_wrong_placeholders_are_refused(names, values, message):
    """Malformed substitutions are refused before any expression is read."""
    with pytest.raises(ValidationException) as caught:
        Placeholders(names, values)

    assert caught.value.message == message


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (
            {"#u": "b"},
            {":v": {"S": "a"}},
            "Value provided in ExpressionAttributeNames unused in expressions: "
            "keys: {#u}",
        ),
        (
            None,
            {":v": {"S": "a"}, ":u": {"S": "a"}},
            "Value provided in ExpressionAttributeValues unused in expressions: "
            "keys: {:u}",
        ),
    ],
)
def test_unused_placeholders_are_refused(names, values, message):
    """Every substitution has to be used by some expression."""
    placeholders = Placeholders(names, values)
    parse_condition("a = :v", "ConditionExpression", placeholders)

    with pytest.raises(ValidationException) as caught:
        placeholders.check_all_used()

    assert caught.value.message == message
