"""Route selection expressions, every rule of the developer guide."""

import pytest
from wingws_simulator.core.selection import Selection

KEYS = {
    "$connect",
    "$disconnect",
    "$default",
    "join",
    "1",
    "chat/join",
    "join-",
    "true",
}
ACTION = "$request.body.action"


@pytest.mark.fidelity("3.1", "one variable, bare or in braces")
@pytest.mark.fidelity("3.1", "several variables and literals")
@pytest.mark.fidelity("3.1", "a missing path is empty")
@pytest.mark.fidelity("3.1", r"static text; \$ is a dollar sign")
@pytest.mark.fidelity("3.1", "keys match exactly, case-sensitively")
@pytest.mark.fidelity("3.1", "no match: $default")
@pytest.mark.fidelity("3.1", "no JSON: $default")
@pytest.mark.fidelity("3.1", "JSON that is no object: $default")
@pytest.mark.fidelity("3.1", "empty message: $default")
@pytest.mark.fidelity(
    "3.1", "a message that names $connect or $disconnect is unmatched"
)
@pytest.mark.parametrize(
    ("expression", "message", "route_key"),
    [
        # The usual one.
        (ACTION, '{"action": "join"}', "join"),
        ("${request.body.action}", '{"action": "join"}', "join"),
        # Matching is exact and case-sensitive, and falls back on $default.
        (ACTION, '{"action": "Join"}', "$default"),
        (ACTION, '{"action": "join "}', "$default"),
        (ACTION, '{"other": "join"}', "$default"),
        (ACTION, "{}", "$default"),
        # What is no JSON object.
        (ACTION, "hello", "$default"),
        (ACTION, "", "$default"),
        (ACTION, '"join"', "$default"),
        (ACTION, "3", "$default"),
        (ACTION, "[]", "$default"),
        (ACTION, "null", "$default"),
        (ACTION, '{"action": NaN}', "$default"),
        (ACTION, "[" * 100_000, "$default"),
        # Values become text.
        (ACTION, '{"action": 1}', "1"),
        (ACTION, '{"action": true}', "true"),
        (ACTION, '{"action": null}', "$default"),
        # Messages cannot select the routes of the connection's life.
        (ACTION, '{"action": "$connect"}', "$default"),
        (ACTION, '{"action": "$disconnect"}', "$default"),
        (ACTION, '{"action": "$default"}', "$default"),
        # Several variables, literals, missing paths.
        (
            "${request.body.service}/${request.body.action}",
            '{"service": "chat", "action": "join"}',
            "chat/join",
        ),
        (
            "${request.body.action}-${request.body.invalidPath}",
            '{"action": "join"}',
            "join-",
        ),
        # Nested paths.
        ("$request.body.a.b[1]", '{"a": {"b": ["x", "join"]}}', "join"),
        ("$request.body['the action']", '{"the action": "join"}', "join"),
        ("$request.body.a.b", '{"a": "join"}', "$default"),
        ("$request.body.a[7]", '{"a": []}', "$default"),
        ("${request.body}", '"join"', "join"),
        # Static text; \$ is a dollar sign.
        ("join", "whatever", "join"),
        (r"\$default", '{"action": "join"}', "$default"),
        (r"\join", "whatever", "$default"),
    ],
)
def test_route_key(expression, message, route_key):
    """A message selects the route that the expression's value names exactly."""
    assert route_key == Selection.parse(expression).select(message, KEYS)[0]


@pytest.mark.fidelity("3.1", "values become text")
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('["a", "b"]', "[a, b]"),
        ("[1, true, null]", "[1, true, null]"),
        ('{"a": 1, "b": [2]}', "{a=1, b=[2]}"),
        ("1.5", "1.5"),
        ("-3", "-3"),
        ("false", "false"),
        ('"ä"', "ä"),
    ],
)
def test_stringification(value, text):
    """Any JSON value becomes text, arrays as `[item1, item2]`."""
    selection = Selection.parse("$request.body.action")

    assert text == selection.select(f'{{"action": {value}}}', {text})[0]


def test_deep_values_select_default():
    """A value nested beyond reason selects `$default` instead of failing."""
    message = f'{{"action": {"[" * 900}{"]" * 900}}}'

    assert Selection.parse(ACTION).select(message, {"$default"})[0] == "$default"


def test_null_is_a_setting():
    """What a null becomes is unknown, hence an argument."""
    selection = Selection.parse(ACTION, null="null")

    assert selection.select('{"action": null}', {"null"})[0] == "null"


def test_no_match_and_no_default():
    """Without a match and without `$default` no route is selected."""
    assert None is Selection.parse(ACTION).select("hello", {"join"})[0]


@pytest.mark.fidelity("3.1", "the expression is required and checked")
@pytest.mark.parametrize(
    "expression",
    ["$", "a$", "${", "${request.body.a", "$request.header.x", "${context.routeKey}"],
)
def test_unknown_variables(expression):
    """Anything but the body cannot select a route; a stray dollar sign is an error."""
    with pytest.raises(ValueError, match=r"request\.body\.<path>"):
        Selection.parse(expression)


@pytest.mark.parametrize(
    ("expression", "message", "why"),
    [
        (ACTION, '{"action": "join"}', "action is 'join'"),
        (ACTION, '{"action": "x"}', "no route 'x', so $default"),
        (ACTION, '{"other": 1}', "no action, so $default"),
        (ACTION, '{"action": "$connect"}', "no route '$connect', so $default"),
        (ACTION, "hello", "not JSON, so $default"),
        (ACTION, "{hello", "not JSON, so $default"),
        (
            "${request.body.service}/${request.body.action}",
            '{"service": "chat", "action": "join"}',
            "service/action is 'chat/join'",
        ),
        ("$request.body.a.b[0]", '{"a": {"b": [1]}}', "a.b.0 is '1'"),
    ],
)
def test_why_a_message_goes_where_it_goes(expression, message, why):
    """In words, by what the expression finds and which routes there are."""
    selection = Selection.parse(expression)
    route_key, value = selection.select(message, KEYS)

    assert selection.why(value, route_key) == why


def test_why_a_message_goes_nowhere():
    """There is neither its route nor `$default`."""
    selection = Selection.parse(ACTION)
    route_key, value = selection.select('{"action": "x"}', {"join"})

    assert selection.why(value, route_key) == "no route and no $default"
