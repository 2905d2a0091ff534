"""
The registry in thousands of interleavings, held against what can have happened.

Operations stop before each request to the table, and a seed decides which of them goes
on, which ends there as if its function had crashed, who connects, moves, and goes, and
when time passes.
"""

from collections import defaultdict

import pytest
from wingws_runtime.registered import LIFETIME
from wingws_runtime.roster import YOUNG
from wingws_simulator.dynamodb import DynamoDB

from tests.runtime.registry_world import (
    EVERYONE,
    Operation,
    World,
    room_key,
    shuffled,
)

USERS = ("ann", "bob")
ROOMS = ("red", "blue")
ROUNDS = 120
SEEDS = 50

pytestmark = pytest.mark.timeout(120)


class Client:
    """A connection, and what has been done about it."""

    def __init__(self, id_, user, rooms, connecting):
        self.id, self.user, self.rooms = id_, user, rooms
        self.connecting = connecting
        self.began = None
        self.is_closed = False
        self.moves = defaultdict(list)
        self.disconnecting = None

    @property
    def operations(self):
        """Return all that was ever done about it."""
        moves = [each for moves in self.moves.values() for each in moves]
        return [self.connecting, *moves, *filter(None, [self.disconnecting])]

    @property
    def was_crashed_at(self):
        """Tell whether something about it ended too early."""
        return any(operation.killed for operation in self.operations)


class Scenario:
    """One run by one seed."""

    def __init__(self, service, clock, seed):
        self.world = World(service, clock)
        self.random = shuffled(seed)
        self.clients = {}
        self.running = []
        self.present = {}

    def run(self):
        """Do what the seed says, until all of it has ended."""
        for _ in range(ROUNDS):
            act = self.random.choices(
                (
                    *(self.step, self.connect, self.open, self.move, self.close),
                    *(self.send, self.pass_time),
                ),
                weights=[10, 1.2, 1.5, 3, 0.7, 0.7, 0.7],
            )[0]
            act()
        while self.running:
            self.step()

    # What happens.

    def step(self):
        """Let one operation go on by one request, or crash there."""
        if not self.running:
            return
        operation = self.random.choice(self.running)
        if operation.step(kill=self.random.random() < 0.01):
            self.running.remove(operation)

    def begin(self, name, about, run):
        """Begin an operation."""
        operation = Operation(self.world, name, about, run)
        if operation.ended is None:
            self.running.append(operation)
        return operation

    def connect(self):
        """Register a connection, whose client gets its 101 later, or never."""
        id_, user = f"c{len(self.clients)}=", self.random.choice(USERS)
        rooms = tuple(room for room in ROOMS if self.random.random() < 0.3)
        connecting = self.begin(
            "connect", id_, lambda registry: registry.connect(id_, user, rooms)
        )
        client = Client(id_, user, rooms, connecting)
        client.began = self.world.now
        self.clients[id_] = client

    def open(self):
        """Let a client have its 101."""
        waiting = [
            client
            for client in self.clients.values()
            if client.connecting.ended is not None and not client.connecting.killed
            if not client.is_closed and client.id not in self.world.gateway.open
        ]
        if waiting:
            client = self.random.choice(waiting)
            is_late = self.world.now - client.began > YOUNG - 1
            if is_late or self.random.random() < 0.1:
                client.is_closed = True  # nobody waits that long
            else:
                self.world.gateway.open.add(client.id)

    def move(self):
        """Let somebody join or leave a room, perhaps while another such is under way,
        and perhaps too early or too late."""
        if not self.clients:
            return
        client = self.random.choice([*self.clients.values()][-4:])
        room = self.random.choice(ROOMS)
        name = self.random.choice(["join", "join", "leave"])
        move = self.begin(
            name, client.id, lambda registry: getattr(registry, name)(client.id, room)
        )
        client.moves[room].append(move)

    def close(self):
        """End an open connection; `$disconnect` comes mostly."""
        if self.world.gateway.open:
            id_ = self.random.choice(sorted(self.world.gateway.open))
            self.end(self.clients[id_])

    def end(self, client):
        """End a connection."""
        self.world.gateway.open.discard(client.id)
        client.is_closed = True
        if self.random.random() < 0.8:
            client.disconnecting = self.begin(
                "disconnect", client.id, lambda registry: registry.disconnect(client.id)
            )

    def send(self):
        """Send to a room or to everyone, which takes out who is gone."""
        key = self.random.choice([EVERYONE, *map(room_key, ROOMS)])
        self.begin("send", key, lambda registry: self.world.send(registry, key))

    def pass_time(self):
        """Let some seconds pass; when nothing is under way, sometimes two hours."""
        if self.running:
            self.world.pass_time(self.random.choice([0.2, 1, 3]))
        elif self.random.random() < 0.8:
            self.world.pass_time(self.random.choice([5, YOUNG - 2, YOUNG + 2]))
        else:
            self.world.pass_time(self.random.choice([3600, LIFETIME - 600]))
        limit = self.world.now - (LIFETIME - 600)
        for client in self.clients.values():
            if client.began <= limit and client.id in self.world.gateway.open:
                self.end(client)
        if self.random.random() < 0.5:
            self.world.remove_expired()

    # What must be true.

    @property
    def open_clients(self):
        """Return the clients whose connection is open."""
        return [self.clients[id_] for id_ in sorted(self.world.gateway.open)]

    def check_rest(self):
        """Hold the rows against what can have happened, when nothing is under way."""
        seats, rows = self.world.seats(), self.world.rows()
        for client in self.open_clients:
            assert (EVERYONE, client.user, client.id) in seats, client.id
            named = rows[f"connection#{client.id}", "#"].get("rooms", set())
            for room in ROOMS:
                is_in = (room_key(room), client.user, client.id) in seats
                assert is_in in can_be_in(client, room), (client.id, room, is_in)
                if is_in and not client.was_crashed_at:
                    assert room in named, (client.id, room)
        for client in self.clients.values():
            if client.disconnecting is not None and not client.was_crashed_at:
                assert client.id not in {id_ for _, _, id_ in seats}, client.id

    def check_presences(self):
        """Hold what the stream tells against the rows: each comes, and then leaves."""
        for presence in self.world.presences():
            who = presence.room, presence.user
            assert presence.joined is not self.present.get(who, False), presence
            self.present[who] = presence.joined
        there = {
            (pk.partition("#")[2], user)
            for (pk, user), row in self.world.rows().items()
            if pk.startswith("room#") and "seats" in row
        }
        assert {who for who, is_in in self.present.items() if is_in} == there

    def settle(self):
        """Send to everybody when nobody is young, until nobody more is gone."""
        self.world.pass_time(YOUNG + 1)
        for key in (EVERYONE, *map(room_key, ROOMS)):
            self.world.send(self.world.registry, key)
            report = self.world.send(self.world.registry, key)
            assert report.gone == (), key


def can_be_in(client, room):
    """Return whether a client may be in a room, and whether it may be out: by any of
    the last moves, those that no other has begun after."""
    first = client.connecting
    last = [
        operation
        for operation in (first, *client.moves[room])
        if not any(move.started > operation.ended for move in client.moves[room])
    ]
    possible = set()
    for operation in last:
        if operation is first:
            possible.add(room in client.rooms)
        elif operation.killed or operation.started < first.ended:
            possible |= {True, False}  # it may have come to nothing
        else:
            possible.add(operation.name == "join")
    return possible


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Return tables in this process, and their clock."""
    clock = [1_700_000_000.0]
    tables = DynamoDB(
        tmp_path_factory.mktemp("tables"),
        region="us-east-1",
        account_id="000000000000",
        clock=lambda: clock[0],
    )
    yield tables, clock
    tables.close()


@pytest.mark.parametrize("block", range(6))
def test_registry(service, block):
    """Whatever is interleaved with what: who is open is registered and in the rooms it
    chose last; who went is nowhere, at once or when somebody sends to it; nobody young
    is taken out; a user comes and leaves alternately; in the end nothing is left."""
    for seed in range(block * SEEDS, (block + 1) * SEEDS):
        try:
            run(service, seed)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise


def run(service, seed):
    """Run one scenario."""
    scenario = Scenario(*service, seed)
    scenario.run()
    world = scenario.world
    scenario.check_rest()
    scenario.check_presences()
    scenario.settle()
    scenario.check_rest()
    scenario.check_presences()
    open_ids = {client.id for client in scenario.open_clients}
    assert {id_ for _, _, id_ in world.seats()} == open_ids
    world.pass_time(LIFETIME + 1)
    world.remove_expired()
    assert world.rows() == {}
    scenario.check_presences()
    world.close()
