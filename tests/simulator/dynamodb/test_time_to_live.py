"""Items that expire: when, and what becomes of them."""

import pytest
from botocore.exceptions import ClientError
from wingws_simulator.dynamodb import TableSpec

YEAR = 365 * 24 * 60 * 60


@pytest.fixture
def stream(account):
    """The ARN of the stream of a table whose items expire."""
    put_table(account, "expires")
    return account.service.stream_arn("people")


def put_table(account, attribute):
    account.service.put_table(
        TableSpec(
            *("people", "id", {"id": "S"}),
            stream="KEYS_ONLY",
            time_to_live_attribute=attribute,
        )
    )


def ids(account):
    items = account.ask("Scan", TableName="people")["Items"]
    return sorted(item["id"]["S"] for item in items)


def remove(account, before):
    return account.service.remove_expired(before=before, now=account.now)


@pytest.mark.fidelity(
    "10", "UpdateTimeToLive enables and disables it, DescribeTimeToLive tells"
)
def test_it_is_enabled_and_disabled(client, table):
    """UpdateTimeToLive is seen by DescribeTimeToLive."""
    spec = {"Enabled": True, "AttributeName": "expires"}
    answer = client.update_time_to_live(TableName=table, TimeToLiveSpecification=spec)
    described = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert answer["TimeToLiveSpecification"] == spec
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}

    spec = {"Enabled": False, "AttributeName": "expires"}
    client.update_time_to_live(TableName=table, TimeToLiveSpecification=spec)
    described = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "DISABLED"}


@pytest.mark.fidelity(
    "10", "enabled twice, disabled twice, or for another attribute: ValidationException"
)
@pytest.mark.parametrize(
    ("before", "enabled", "message"),
    [
        (None, False, "TimeToLive is already disabled"),
        ("expires", True, "TimeToLive is already enabled"),
        ("other", True, "current AttributeName is other"),
        ("other", False, "current AttributeName is other"),
    ],
)
def test_an_update_that_changes_nothing_is_refused(
    client, table, before, enabled, message
):
    """An update that changes nothing is refused, or of another attribute."""
    if before is not None:
        spec = {"Enabled": True, "AttributeName": before}
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=spec)
    spec = {"Enabled": enabled, "AttributeName": "expires"}

    with pytest.raises(ClientError, match=f"ValidationException.*{message}"):
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=spec)


def test_a_table_that_is_not_there_has_none(client):
    """ResourceNotFoundException names it."""
    with pytest.raises(ClientError, match="Table: none not found"):
        client.describe_time_to_live(TableName="none")


@pytest.mark.fidelity(
    "10",
    "an expired item can be read until the service, as the stream says, removes it",
)
def test_an_expired_item_is_removed_by_the_service(account, stream):
    """An expired item is there until it is removed, which its record tells."""
    account.put("people", id="a", expires=int(account.now) - 10)
    assert ids(account) == ["a"]

    assert remove(account, account.now - 10) == 0
    assert remove(account, account.now - 9) == 1
    assert ids(account) == []
    inserted, removed = account.records(stream)
    assert "userIdentity" not in inserted
    assert removed["eventName"] == "REMOVE"
    assert removed["userIdentity"] == {
        "Type": "Service",
        "PrincipalId": "dynamodb.amazonaws.com",
    }
    reader = account.service.reader("f", "people", "TRIM_HORIZON")
    assert reader.read(2, 10_000)[1]["userIdentity"] == {
        "type": "Service",
        "principalId": "dynamodb.amazonaws.com",
    }


@pytest.mark.fidelity(
    "10", "only a number of seconds counts, and none that is five years in the past"
)
def test_what_does_not_expire_stays(account, stream):
    """An item stays whose time is text, to come, or more than five years ago."""
    now = int(account.now)
    account.put("people", id="none")
    account.put("people", id="text", expires=str(now - 10))
    account.put("people", id="future", expires=now + 10)
    account.put("people", id="ancient", expires=now - 5 * YEAR - 1)
    account.put("people", id="old", expires=now - 5 * YEAR + 1)

    assert remove(account, account.now) == 1
    assert ids(account) == ["ancient", "future", "none", "text"]
    assert account.service.first_expiry(now=account.now) == now + 10


def test_the_last_write_counts(account, stream):
    """An item that was given more time, or that expires no more, stays."""
    now = int(account.now)
    for name in ("later", "never", "deleted"):
        account.put("people", id=name, expires=now - 10)
    account.put("people", id="later", expires=now + 10)
    account.put("people", id="never")
    account.ask("DeleteItem", TableName="people", Key={"id": {"S": "deleted"}})

    assert remove(account, account.now) == 0
    assert ids(account) == ["later", "never"]
    assert account.service.first_expiry(now=account.now) == now + 10


def test_items_that_were_there_before_expire_too(account):
    """When the attribute is named later, or another one is."""
    put_table(account, None)
    account.put("people", id="a", expires=1_699_999_990, other=1_699_999_999)
    assert account.service.first_expiry(now=account.now) is None

    put_table(account, "expires")
    assert account.service.first_expiry(now=account.now) == 1_699_999_990
    put_table(account, "other")
    assert account.service.first_expiry(now=account.now) == 1_699_999_999
    put_table(account, None)
    assert account.service.first_expiry(now=account.now) is None
    assert remove(account, account.now) == 0


def test_times_outlive_a_restart_and_end_with_the_table(account, stream):
    """They are rows, as items are."""
    account.put("people", id="a", expires=1_699_999_990)
    account.reopen()
    assert account.service.first_expiry(now=account.now) == 1_699_999_990

    account.ask("DeleteTable", TableName="people")
    put_table(account, "expires")
    assert account.service.first_expiry(now=account.now) is None


def test_who_asks_is_told_of_new_times(account, stream):
    """Of those that a write changes, and of no other."""
    told = []
    account.service.tell_expiry(told.append)
    account.put("people", id="a", expires=5)
    account.put("people", id="a", expires=5, age=1)
    account.put("people", id="a", expires=6.5)
    account.put("people", id="b")

    assert told == [5, 6.5]


def test_many_are_removed_a_hundred_at_a_time(account, stream):
    """The first ones first."""
    for number in range(102):
        account.put("people", id=f"{number:03}", expires=1_699_990_000 + number)

    assert [remove(account, account.now) for _ in range(2)] == [100, 2]
    keys = [r["dynamodb"]["Keys"]["id"]["S"] for r in account.records(stream)[102:]]
    assert keys == [f"{number:03}" for number in range(102)]
