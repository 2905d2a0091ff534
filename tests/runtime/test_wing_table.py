"""
Wing's own tests of its tables, on moto and on the simulator.

Of `ex.DynamodbTable`, `target-sim/dynamodb-table.test.ts`:

====================================  ==================================================
create                                `tests/engine/test_wing.py`, which runs a program
put item, get item                    `test_put_and_get_item`
update item                           `test_update_item`
insert an item with the same id twice `test_insert_the_same_id_twice`
update an item that does not exist    `test_update_an_item_that_does_not_exist`
delete item                           `test_delete_item`
scan                                  `test_scan`
query                                 `test_query`
transact get, transact write          `test_transact_get_items`, `test_transact_write`
batch get, batch write                `test_batch_get_item`, `test_batch_write_item`
query with an index                   `test_query_an_index`
====================================  ==================================================

Of the same, `shared-aws/dynamodb-table.inflight.test.ts`: put, update, delete, get of
nothing and get are what `test_dynamodb_table.py` asks of DynamoDB's wire. Of
`sdk_tests/dynamodb-table/*.test.w`: `test_query_counts`, `test_transact_write_items`,
`test_posts_by_date`; the table's ARN is in `tests/engine/test_iam.py`.
`target-tf-aws` and `awscdk` are `tests/deploy/test_tables.py`, `test_permissions.py`.

Of `@winglibs/dynamodb`, `dynamodb/tests/*.test.w`:

====================================  ==================================================
batch-get, batch-write                `test_batch_get`, `test_batch_write`
compatibility.gsi, .query             `test_posts_by_date`, `test_query_counts`
compatibility.transaction             `test_transact_write_items`
delete, put, update                   `test_delete_returns`, `test_put_returns`,
                                      `test_put_into_several_tables`,
                                      `test_update_leaves_the_rest`
query, scan                           `test_query_by_range_key`, `test_scan_counts`
transact-write                        `test_transact_put`, `test_transact_delete`,
                                      `test_transact_update`, `test_transact_check`
connection, name                      `tests/deploy/test_tables.py`
streams                               `tests/simulator/shell/`
                                      `test_event_source_mapping.py`
====================================  ==================================================
"""

import pytest
from wingws_runtime import (
    ConditionCheck,
    ConditionFailed,
    Delete,
    Get,
    Put,
    TransactionCanceled,
    Update,
)

JOE = {"id": "1", "name": "Joe Doe", "age": 50}
JANE = {"id": "2", "name": "Jane Doe", "age": 45}
POSTS = ("zuegksw", "dirnfhw", "pdkeruf", "azjekfw")


def ids(items):
    return sorted(item["id"] for item in items)


# ex.DynamodbTable, target-sim


def test_put_and_get_item(rows):
    """What was put is what get returns."""
    rows.put_item(item=JOE)

    assert rows.get_item(key={"id": "1"}).item == JOE


def test_update_item(rows):
    """``set age = :age`` changes one attribute."""
    rows.put_item(item=JOE)

    rows.update_item(
        key={"id": "1"},
        update_expression="set age = :age",
        expression_attribute_values={":age": 51},
    )

    assert rows.get_item(key={"id": "1"}).item == JOE | {"age": 51}


def test_insert_the_same_id_twice(rows):
    """The second put overwrites, unless its condition forbids it."""
    rows.put_item(item=JOE)
    rows.put_item(item=JOE | {"name": "Joe"})

    with pytest.raises(ConditionFailed) as caught:
        rows.put_item(item=JOE, condition_expression="attribute_not_exists(id)")

    assert "The conditional request failed" in str(caught.value.__cause__)
    assert rows.get_item(key={"id": "1"}).item["name"] == "Joe"


def test_update_an_item_that_does_not_exist(rows):
    """An update makes the item."""
    rows.update_item(
        key={"id": "1"},
        update_expression="set age = :age",
        expression_attribute_values={":age": 50},
    )

    assert rows.get_item(key={"id": "1"}).item == {"id": "1", "age": 50}


def test_delete_item(rows):
    """A deleted item is gone; deleting it again is no error."""
    rows.put_item(item=JOE)

    rows.delete_item(key={"id": "1"})
    rows.delete_item(key={"id": "1"})

    assert rows.get_item(key={"id": "1"}).item is None


def test_scan(rows):
    """A scan returns all items."""
    rows.put_item(item=JOE)
    rows.put_item(item=JANE)

    assert sorted(rows.scan().items, key=lambda item: item["id"]) == [JOE, JANE]


def test_query(make_table):
    """A query returns the items of a hash key by range key."""
    rows = make_table(range_key="age", age="N")
    for key, age in (("1", 2), ("1", 1), ("2", 3), ("2", 1)):
        rows.put_item(item={"id": key, "age": age})

    def ages(key):
        result = rows.query(
            key_condition_expression="id = :id",
            expression_attribute_values={":id": key},
        )
        return [item["age"] for item in result.items]

    assert ages("1") == [1, 2]
    assert ages("2") == [1, 3]


def test_transact_get_items(rows):
    """A transaction reads items in the order of its parts."""
    rows.batch_write_item(put_requests=[JOE, JANE])

    result = rows.transact_get_items(
        transact_items=[Get(key={"id": "2"}), Get(key={"id": "1"})]
    )

    assert [response.item for response in result.responses] == [JANE, JOE]


def test_transact_write(rows):
    """One transaction puts, updates and deletes."""
    rows.batch_write_item(put_requests=[JOE, JANE])

    rows.transact_write_items(
        transact_items=[
            Put(item={"id": "3", "name": "Foo", "age": 27}),
            Update(
                key={"id": "1"},
                update_expression="set age = :age",
                expression_attribute_values={":age": 51},
            ),
            Delete(key={"id": "2"}),
        ]
    )

    assert rows.get_item(key={"id": "1"}).item == JOE | {"age": 51}
    assert rows.get_item(key={"id": "2"}).item is None
    assert rows.get_item(key={"id": "3"}).item["name"] == "Foo"


def test_batch_get_item(rows):
    """A batch reads the items of its keys."""
    rows.batch_write_item(put_requests=[JOE, JANE])

    result = rows.batch_get_item(keys=[{"id": "1"}, {"id": "2"}])

    assert sorted(result.responses, key=lambda item: item["id"]) == [JOE, JANE]


def test_batch_write_item(rows):
    """A batch puts items, and a batch deletes them."""
    keys = [{"id": "1"}, {"id": "2"}]

    rows.batch_write_item(put_requests=[JOE, JANE])
    assert len(rows.batch_get_item(keys=keys).responses) == 2

    rows.batch_write_item(delete_requests=keys)
    assert rows.batch_get_item(keys=keys).responses == []


def test_query_an_index(make_table):
    """The table sorts by its range key, the index by its own."""
    rows = make_table(
        range_key="number",
        indexes={"AgeIndex": ("team", "age")},
        number="N",
        team="S",
        age="N",
    )
    for number, age in ((4, 18), (1, 20), (3, 39), (2, 13)):
        rows.put_item(item={"id": "t", "team": "t", "number": number, "age": age})
    values = {":t": "t"}

    by_number = rows.query(
        key_condition_expression="id = :t", expression_attribute_values=values
    )
    by_age = rows.query(
        index_name="AgeIndex",
        key_condition_expression="team = :t",
        expression_attribute_values=values,
    )

    assert [item["number"] for item in by_number.items] == [1, 2, 3, 4]
    assert [(item["number"], item["age"]) for item in by_age.items] == [
        (2, 13),
        (4, 18),
        (1, 20),
        (3, 39),
    ]


# ex.DynamodbTable, sdk_tests; @winglibs/dynamodb, compatibility


def test_query_counts(make_table):
    """A query says how many items it has, and has all their attributes."""
    rows = make_table(range_key="date", date="N")
    for date in (2, 1):
        rows.put_item(item={"id": "a", "date": date, "text": f"text {date}"})

    result = rows.query(
        key_condition_expression="id = :id", expression_attribute_values={":id": "a"}
    )

    assert result.count == 2
    assert result.items == [
        {"id": "a", "date": 1, "text": "text 1"},
        {"id": "a", "date": 2, "text": "text 2"},
    ]


def test_transact_write_items(rows):
    """k3 is put, k2 deleted and k1 updated, at once."""
    rows.put_item(item={"id": "k1", "color": "blue"})
    rows.put_item(item={"id": "k2", "color": "red"})

    rows.transact_write_items(
        transact_items=[
            Put(item={"id": "k3", "color": "yellow"}),
            Delete(key={"id": "k2"}),
            Update(
                key={"id": "k1"},
                update_expression="set color = :color",
                expression_attribute_values={":color": "purple"},
            ),
        ]
    )

    assert sorted((item["id"], item["color"]) for item in rows.scan()) == [
        ("k1", "purple"),
        ("k3", "yellow"),
    ]


def test_posts_by_date(make_table):
    """``scan_index_forward=False`` gives the newest first, by the index's date."""
    rows = make_table(
        range_key="post",
        indexes={"CreatedAtIndex": ("blog", "createdAt")},
        post="S",
        blog="S",
        createdAt="N",
    )
    for created_at, post in enumerate(POSTS):
        item = {"id": "b", "blog": "b", "post": post, "createdAt": created_at}
        rows.put_item(item=item)

    def newest(**options):
        result = rows.query(
            scan_index_forward=False, expression_attribute_values={":b": "b"}, **options
        )
        return [item["post"] for item in result.items]

    assert newest(key_condition_expression="id = :b") == [
        "zuegksw",
        "pdkeruf",
        "dirnfhw",
        "azjekfw",
    ]
    assert newest(
        index_name="CreatedAtIndex", key_condition_expression="blog = :b"
    ) == ["azjekfw", "pdkeruf", "dirnfhw", "zuegksw"]


# @winglibs/dynamodb


def test_batch_get(rows):
    """Two of three items, whole."""
    for number, body in enumerate(("hello", "everyone", "world"), 1):
        rows.put_item(item={"id": f"{number}", "body": body})

    found = rows.batch_get_item(keys=[{"id": "1"}, {"id": "3"}])

    assert {item["id"]: item["body"] for item in found} == {"1": "hello", "3": "world"}


def test_batch_write(rows):
    """Three are put, two of them deleted."""
    rows.batch_write_item(put_requests=[{"id": each} for each in "123"])
    assert rows.scan().count == 3
    assert ids(rows.scan()) == ["1", "2", "3"]

    rows.batch_write_item(delete_requests=[{"id": "1"}, {"id": "2"}])
    assert rows.scan().count == 1
    assert ids(rows.scan()) == ["3"]


def test_delete_returns(rows):
    """A delete returns nothing, or the old item when it is asked to."""
    rows.put_item(item={"id": "1", "body": "hello"})
    rows.put_item(item={"id": "2", "body": "world"})

    none = rows.delete_item(key={"id": "1"}, return_values="NONE")
    old = rows.delete_item(key={"id": "2"}, return_values="ALL_OLD")

    assert none.attributes is None
    assert old.attributes == {"id": "2", "body": "world"}


def test_put_returns(rows):
    """A put returns nothing, or the old item when it is asked to."""
    none = rows.put_item(item={"id": "1", "body": "hello"}, return_values="NONE")
    old = rows.put_item(item={"id": "1", "body": "world"}, return_values="ALL_OLD")

    assert none.attributes is None
    assert old.attributes == {"id": "1", "body": "hello"}


def test_put_into_several_tables(make_table):
    """Tables do not share items."""
    first, second = make_table(), make_table()

    first.put_item(item={"id": "1", "body": "first"})
    second.put_item(item={"id": "1", "body": "second"})

    assert first.get_item(key={"id": "1"}).item["body"] == "first"
    assert second.get_item(key={"id": "1"}).item["body"] == "second"


def test_update_leaves_the_rest(rows):
    """``SET val2`` leaves val1 as it is."""
    rows.put_item(item={"id": "1", "val1": "1", "val2": "2"})

    rows.update_item(
        key={"id": "1"},
        update_expression="SET val2 = :val2",
        expression_attribute_values={":val2": "3"},
    )

    assert rows.get_item(key={"id": "1"}).item == {"id": "1", "val1": "1", "val2": "3"}


def test_query_by_range_key(make_table):
    """Two of three items, in the order of the range key."""
    rows = make_table(range_key="sk", sk="S")
    for id_, sk in (("1", "b"), ("2", "c"), ("1", "a")):
        rows.put_item(item={"id": id_, "sk": sk})

    result = rows.query(
        key_condition_expression="id = :id", expression_attribute_values={":id": "1"}
    )

    assert [item["sk"] for item in result.items] == ["a", "b"]


def test_scan_counts(rows):
    """A scan says how many items it has."""
    rows.put_item(item={"id": "1", "body": "hello"})

    assert rows.scan().count == 1
    assert rows.scan().items == [{"id": "1", "body": "hello"}]


def test_transact_put(rows):
    """A transaction of one put stores an item."""
    rows.transact_write_items(transact_items=[Put(item={"id": "1", "body": "hello"})])

    assert rows.get_item(key={"id": "1"}).item == {"id": "1", "body": "hello"}


def test_transact_delete(rows):
    """A transaction of one delete removes an item."""
    rows.put_item(item={"id": "1"})

    rows.transact_write_items(transact_items=[Delete(key={"id": "1"})])

    assert rows.get_item(key={"id": "1"}).item is None


def test_transact_update(rows):
    """A transaction of one update changes an item."""
    rows.put_item(item={"id": "1", "body": "hello"})

    rows.transact_write_items(
        transact_items=[
            Update(
                key={"id": "1"},
                update_expression="SET body = :body",
                expression_attribute_values={":body": "world"},
            )
        ]
    )

    assert rows.get_item(key={"id": "1"}).item["body"] == "world"


def test_transact_check(rows):
    """A check that fails undoes all; the SDK's error names the reason."""
    rows.put_item(item={"id": "1", "body": "hello"})

    with pytest.raises(TransactionCanceled) as caught:
        rows.transact_write_items(
            transact_items=[
                ConditionCheck(
                    key={"id": "1"},
                    condition_expression="body = :body",
                    expression_attribute_values={":body": "world"},
                ),
                Put(item={"id": "2"}),
            ]
        )

    assert (
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[ConditionalCheckFailed, None]"
    ) in str(caught.value.__cause__)
    assert ids(rows.scan()) == ["1"]
