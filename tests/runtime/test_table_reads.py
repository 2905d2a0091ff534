"""Values, projections and pages of real tables."""

from decimal import Decimal

import pytest

DOCUMENT = {
    "id": "a",
    "nothing": None,
    "yes": True,
    "text": "\U0001f600",
    "empty": "",
    "int": 10**30,
    "decimal": Decimal("0.1"),
    "bytes": bytes(range(256)),
    "texts": {"a", "b"},
    "numbers": {1, Decimal("2.5")},
    "binaries": {b"x", b"\x00"},
    "list": [1, "x", None, [Decimal("1.5")], {"deep": {b"y"}}],
    "map": {"a": {"b": {"c": [True, {"n": 7}]}}, "none": {}},
}


def typed(value):
    """Write a value with its types, which `==` looks through."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, set):
        return {(type(item), item) for item in value}
    return type(value), value


def test_values_survive(rows):
    """Numbers, sets, bytes and nested documents come back as they were."""
    rows.put_item(item=DOCUMENT)

    assert typed(rows.get_item(key={"id": "a"}).item) == typed(DOCUMENT)
    assert [typed(item) for item in rows.scan()] == [typed(DOCUMENT)]


def test_floats_are_what_python_prints(rows):
    """A float is stored as its decimal number, and comes back as Decimal, or int."""
    rows.put_item(item={"id": "a", "tenth": 0.1, "whole": 2.0})

    assert typed(rows.get_item(key={"id": "a"}).item) == typed(
        {"id": "a", "tenth": Decimal("0.1"), "whole": 2}
    )


def test_projection(rows):
    """Only the attributes that are asked for come back."""
    rows.put_item(item={"id": "a", "name": "Ann", "home": {"city": "Ulm", "zip": 7}})

    found = rows.get_item(
        key={"id": "a"},
        consistent_read=True,
        projection_expression="#n, home.city",
        expression_attribute_names={"#n": "name"},
    )

    assert found.item == {"name": "Ann", "home": {"city": "Ulm"}}


def test_consumed_capacity(rows):
    """What a read took comes back if it is asked for."""
    rows.put_item(item={"id": "a"})

    assert rows.get_item(key={"id": "a"}).consumed_capacity is None
    capacity = rows.scan(return_consumed_capacity="TOTAL").consumed_capacity
    assert capacity["CapacityUnits"] > 0


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_iteration_goes_through_all_pages(rows, limit):
    """However many items a page has, iterating yields each once."""
    for number in range(7):
        rows.put_item(item={"id": str(number)})

    page = rows.scan(limit=limit)

    assert len(page.items) == min(limit, 7)
    assert sorted(item["id"] for item in page) == list("0123456")
    assert sorted(item["id"] for item in page) == list("0123456")  # and again


def test_pages_of_a_query(make_table):
    """A page says where the next one begins; iterating keeps the order."""
    rows = make_table(range_key="n", n="N")
    for number in range(5):
        rows.put_item(item={"id": "a", "n": number})
    values = {":a": "a"}

    page = rows.query(
        key_condition_expression="id = :a",
        expression_attribute_values=values,
        scan_index_forward=False,
        limit=2,
    )
    following = rows.query(
        key_condition_expression="id = :a",
        expression_attribute_values=values,
        scan_index_forward=False,
        exclusive_start_key=page.last_evaluated_key,
    )

    assert [item["n"] for item in page.items] == [4, 3]
    assert page.last_evaluated_key == {"id": "a", "n": 3}
    assert [item["n"] for item in following.items] == [2, 1, 0]
    assert following.last_evaluated_key is None
    assert [item["n"] for item in page] == [4, 3, 2, 1, 0]


def test_count_alone(rows):
    """``select="COUNT"`` counts without the items."""
    for number in range(3):
        rows.put_item(item={"id": str(number), "n": number})

    page = rows.scan(
        select="COUNT",
        filter_expression="n > :n",
        expression_attribute_values={":n": 0},
    )

    assert (page.count, page.scanned_count, page.items) == (2, 3, [])


def test_parallel_scan(rows):
    """The segments of a scan have each item once, together."""
    for number in range(20):
        rows.put_item(item={"id": str(number)})

    segments = [
        [item["id"] for item in rows.scan(segment=n, total_segments=4, limit=3)]
        for n in range(4)
    ]

    together = [id_ for segment in segments for id_ in segment]
    assert sorted(together, key=int) == [str(number) for number in range(20)]


@pytest.mark.parametrize(
    ("return_values", "attributes"),
    [
        (None, None),
        ("NONE", None),
        ("ALL_OLD", {"id": "a", "n": 1, "text": "x"}),
        ("ALL_NEW", {"id": "a", "n": 3, "text": "x"}),
        ("UPDATED_OLD", {"n": 1}),
        ("UPDATED_NEW", {"n": 3}),
    ],
)
def test_return_values_of_an_update(rows, return_values, attributes):
    """An update returns each of DynamoDB's five."""
    rows.put_item(item={"id": "a", "n": 1, "text": "x"})

    result = rows.update_item(
        key={"id": "a"},
        update_expression="ADD n :n",
        expression_attribute_values={":n": 2},
        return_values=return_values,
    )

    assert result.attributes == attributes
