"""Global indexes that are late: the fault `index_delay`."""

import json

import pytest
from wingws_simulator.dynamodb import DynamoDB, GlobalSecondaryIndex, TableSpec

from tests.simulator.shell.running_daemon import RunningDaemon

SPEC = TableSpec(
    "people",
    "id",
    {"id": "S", "age": "N"},
    global_secondary_indexes=(GlobalSecondaryIndex("by_age", hash_key="age"),),
)


class World:
    """A store whose clock and delay a test sets."""

    def __init__(self, folder):
        self.now, self.delay, self._folder = 1000.0, 5.0, folder
        self.open()

    def open(self):
        self.service = DynamoDB(
            self._folder,
            region="r",
            account_id="0",
            clock=lambda: self.now,
            index_delay=lambda: self.delay,
        )

    def call(self, operation, **parameters):
        body = json.dumps({"TableName": "people", **parameters}).encode()
        status, answer = self.service.handle(f"DynamoDB_20120810.{operation}", body)
        assert status == 200, answer
        return json.loads(answer)

    def put(self, name, age):
        self.call("PutItem", Item={"id": {"S": name}, "age": {"N": str(age)}})

    def seen(self):
        """Return the ages that the index shows, by id."""
        items = self.call("Scan", IndexName="by_age")["Items"]
        return {item["id"]["S"]: int(item["age"]["N"]) for item in items}


@pytest.fixture(name="world")
def _world(tmp_path):
    world = World(tmp_path)
    world.service.put_table(SPEC)
    yield world
    world.service.close()


def test_an_index_shows_a_write_when_its_time_comes(world):
    """The table shows it at once."""
    world.put("a", 7)

    assert world.call("Scan")["Count"] == 1
    assert world.seen() == {}
    world.now += 4.9
    assert world.seen() == {}
    world.now += 0.1
    assert world.seen() == {"a": 7}


def test_changes_come_in_their_order(world):
    """Of several changes of an item, a late index shows each in its turn."""
    world.put("a", 7)
    world.now += 3
    world.put("a", 8)
    world.now += 3

    assert world.seen() == {"a": 7}
    world.call("DeleteItem", Key={"id": {"S": "a"}})
    world.now += 3
    assert world.seen() == {"a": 8}
    world.now += 3
    assert world.seen() == {}


def test_what_is_late_survives_a_restart(world):
    """It is kept with the rows, in the transaction of the write."""
    world.put("a", 7)
    world.service.close()
    world.open()
    world.put("a", 8)

    assert world.seen() == {}
    world.now += 5
    assert world.seen() == {"a": 8}


def test_the_end_of_the_fault_ends_the_delay(world):
    """What was late is seen at once, before what is written then."""
    world.put("a", 7)
    world.put("b", 1)
    world.delay = 0.0
    world.put("a", 8)

    assert world.seen() == {"a": 8, "b": 1}


def test_another_definition_of_the_table_ends_it_too(world):
    """A new index, and a new table, begin with what there is."""
    world.put("a", 7)
    world.service.put_table(TableSpec("people", "id", {"id": "S"}))
    world.service.put_table(SPEC)

    assert world.seen() == {"a": 7}
    world.put("b", 1)
    world.service.delete_table("people")
    world.service.put_table(SPEC)
    world.now += 10
    assert world.seen() == {}


def test_the_fault_of_a_running_daemon_delays_its_tables(tmp_path):
    """It begins and ends at once, as other faults do."""
    daemon = RunningDaemon(tmp_path)
    daemon.start()
    client = daemon.client("dynamodb")
    index = {
        "IndexName": "by_age",
        "KeySchema": [{"AttributeName": "age", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    client.create_table(
        TableName="people",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "age", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[index],
    )

    daemon.admin("faults", faults={"index_delay": 3600})
    client.put_item(TableName="people", Item={"id": {"S": "a"}, "age": {"N": "7"}})
    late = client.scan(TableName="people", IndexName="by_age")["Count"]
    daemon.admin("faults", faults={"index_delay": 0})
    at_once = client.scan(TableName="people", IndexName="by_age")["Count"]
    client.close()
    daemon.stop()

    assert (late, at_once) == (0, 1)
