"""A registry on tables in this process, whose operations go on one write at a time."""

import json
import random
from threading import Semaphore, Thread

from wingws_runtime.broadcast import broadcast_to_roster
from wingws_runtime.dynamodb_table import _request
from wingws_runtime.presence import Presence
from wingws_runtime.registry import EVERYONE, Registry, RegistryTable, room_key
from wingws_runtime.roster import Roster
from wingws_runtime.table_errors import table_error
from wingws_runtime.transport import ManagementApi
from wingws_simulator.dynamodb.table_spec import TableSpec

NAME = "connections"
ALL_RECORDS = 10**9


class Killed(BaseException):
    """Ends an operation between two of its writes, as a crash of the function would."""


class Table(RegistryTable):
    """The table in this process; `turn` is called before each request."""

    def __init__(self, service, turn=lambda: None):
        super().__init__(NAME)
        self._service = service
        self._turn = turn

    def _call(self, operation, given):
        self._turn()
        request = _request(given, NAME)
        target = "".join(word.capitalize() for word in operation.split("_"))
        status, body = self._service.handle(
            f"DynamoDB_20120810.{target}", json.dumps(request).encode()
        )
        answer = json.loads(body)
        if status == 200:
            return answer
        code = answer["__type"].rpartition("#")[2]
        error = {"Code": code, "Message": answer.get("message", "")}
        ours = table_error(NAME, operation, request, {"Error": error, **answer})
        assert ours is not None, answer
        raise ours


class Gateway:
    """A channel to API Gateway, which knows who is open."""

    def __init__(self):
        self.open = set()

    def call(self, method, path, connection_id, host, body=b""):
        """Answer 410 for whoever is not."""
        return (200, b"") if connection_id in self.open else (410, b"")


class Operation:
    """One invocation: stops before each request until it is let go on."""

    def __init__(self, world, name, about, run):
        self.name, self.about = name, about
        self.result = None
        self.started, self.ended = world.tick(), None
        self.killed = False
        self.error = None
        self._go, self._stopped = Semaphore(0), Semaphore(0)
        self._world = world
        registry = Registry(Table(world.service, self._turn), lambda: world.now)
        self._thread = Thread(target=self._run, args=[run, registry])
        self._thread.start()
        self._stopped.acquire()

    def step(self, *, kill=False):
        """Let it do one request, or end it before that; tell whether it has ended."""
        self.killed = kill
        self._go.release()
        self._stopped.acquire()
        if self.ended is None:
            return False
        self._thread.join()
        if self.error is not None:
            raise self.error
        return True

    def _turn(self):
        self._stopped.release()
        self._go.acquire()
        if self.killed:
            raise Killed

    def _run(self, run, registry):
        try:
            self.result = run(registry)
        except Killed:
            pass
        except BaseException as error:
            self.error = error
        self.ended = self._world.tick()
        self._stopped.release()


class World:
    """Connections, users and rooms, and a table of its own."""

    def __init__(self, service, clock):
        self.service, self.gateway = service, Gateway()
        self._api = ManagementApi("https://gateway.invalid/prod", self.gateway)
        self.clock = clock
        self.ticks = 0
        service.put_table(
            TableSpec(
                name=NAME,
                hash_key="pk",
                range_key="sk",
                attribute_definitions={"pk": "S", "sk": "S"},
                time_to_live_attribute="expires",
                stream="NEW_AND_OLD_IMAGES",
            )
        )
        self._reader = service.reader("test", NAME, "TRIM_HORIZON")
        self.registry = Registry(Table(service), lambda: self.now)

    @property
    def now(self):
        """Seconds since 1970."""
        return self.clock[0]

    def tick(self):
        """Return how many operations have begun or ended."""
        self.ticks += 1
        return self.ticks

    def pass_time(self, seconds):
        """Let time pass for everybody."""
        self.clock[0] += seconds

    def remove_expired(self):
        """Let the service remove what has expired."""
        while self.service.remove_expired(before=self.now, now=self.now):
            pass

    def send(self, registry, key):
        """Send to everyone in rows of a key."""
        roster = Roster(registry, lambda: registry.rows(key))
        return broadcast_to_roster(self._api, "x", roster)

    def rows(self):
        """Return all rows, by key."""
        items = Table(self.service).scan(consistent_read=True)
        return {(item["pk"], item["sk"]): item for item in items}

    def seats(self):
        """Return who sits where, as (key, user, connection id), of what is valid."""
        return {
            (pk, sk, text.partition("#")[2])
            for (pk, sk), row in self.rows().items()
            for text in row.get("seats", ())
            if int(text.partition("#")[0]) > self.now
        }

    def presences(self):
        """Return what the stream tells of, since the last time."""
        told = []
        while records := self._reader.read(100, ALL_RECORDS):
            told += filter(None, map(Presence.from_record, records))
            self._reader.advance(records[-1]["dynamodb"]["SequenceNumber"])
        return told

    def close(self):
        """Take the table away."""
        self.service.delete_table(NAME)


def shuffled(seed):
    """Return random choices that are the same each time."""
    return random.Random(seed)


__all__ = ["EVERYONE", "Operation", "World", "room_key", "shuffled"]
