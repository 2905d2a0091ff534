"""The gateway under random sequences of events."""

import json
import random

import pytest
from wingws_simulator.core.actions import (
    Accept,
    CloseConnection,
    Invoke,
    SendMessage,
    SetTimer,
    Show,
)
from wingws_simulator.core.api_config import ApiConfig, Authorizer, Route, Throttle
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.events import (
    BinaryReceived,
    Closed,
    ConnectRequested,
    InvocationFinished,
    InvocationRefused,
    ManagementRequested,
    MessagePosted,
    MessageReceived,
    PingReceived,
    ShutDown,
    Timer,
    TimerFired,
    WritePaused,
    WriteResumed,
)
from wingws_simulator.core.gateway import Gateway
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.ids import Ids
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.settings import Settings

ROUTES = {
    "$connect": Route("connect"),
    "$disconnect": Route("disconnect"),
    "$default": Route("default"),
    "ask": Route("ask", reply=True),
}
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
PAYLOADS = [
    None,
    "x",
    {"statusCode": 200, "body": "b"},
    {"statusCode": 403},
    {},
    {"principalId": "me", "policyDocument": {"Statement": [ALLOW]}},
]


class Walk:
    """A random walk of events over one gateway, noting what each connection saw."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.ids = Ids(self.random.getrandbits)
        route_keys = self.random.sample(sorted(ROUTES), self.random.randint(1, 4))
        routes = {key: ROUTES[key] for key in route_keys}
        if "$connect" in routes:
            authorization = self.random.choice([None, "AWS_IAM", Authorizer("a")])
            routes["$connect"] = Route("connect", authorization=authorization)
        throttle = self.random.choice([None, Throttle(rate=1.0, burst=5)])
        self.gateway = Gateway(
            ApiConfig("abcd123", "prod", routes, throttle=throttle),
            self.ids,
            authenticate=lambda request: Caller("AKIATEST"),
            settings=Settings(jitter=self.random.choice([0.0, 1.0])),
            random=self.random.random,
        )
        self.now = 1_731_324_924.0
        self.connection_ids = [self.ids.connection_id(self.now)]
        self.invocation_ids = ["unknown"]
        self.opened, self.closed, self.disconnects = set(), set(), []

    def step(self):
        self.now += self.random.choice([0.0, 0.01, 1.0, 100.0])
        event = self.random.choice(self.events())
        if isinstance(event, Closed) and event.connection_id in self.opened:
            self.closed.add(event.connection_id)
        for action in self.gateway.handle(event, now=self.now):
            self.note(action)

    def events(self):
        connection_id = self.random.choice(self.connection_ids)
        invocation_id = self.random.choice(self.invocation_ids)
        kind = self.random.choice(["idle", "duration", "start", "integration"])
        target = self.random.choice(["/prod", "/prod/?a=1", "/x", "//", "?", ""])
        upgrade = self.random.choice(["websocket", "h2c"])
        self.connection_ids.append(self.ids.connection_id(self.now))
        return [
            ConnectRequested(
                self.connection_ids[-1], Request("GET", target, (("Upgrade", upgrade),))
            ),
            MessageReceived(
                connection_id, self.random.choice(['{"action":"ask"}', "["])
            ),
            BinaryReceived(connection_id),
            MessagePosted(connection_id, b"hi"),
            PingReceived(connection_id),
            Closed(connection_id, self.random.choice([1000, 1005, 1006]), ""),
            WritePaused(connection_id),
            WriteResumed(connection_id),
            ManagementRequested(
                self.ids.request_id(self.now),
                Request(
                    self.random.choice(["POST", "GET", "DELETE", "PUT"]),
                    self.random.choice(["/prod/@connections/", "/@connections/"])
                    + connection_id,
                    (),
                    self.random.choice([b"", b"hi", b"\xff"]),
                ),
            ),
            InvocationFinished(invocation_id, Returned(self.random.choice(PAYLOADS))),
            InvocationFinished(invocation_id, Failed("E", "")),
            InvocationRefused(invocation_id),
            TimerFired(Timer(kind, self.random.choice([connection_id, invocation_id]))),
            *([ShutDown()] if self.random.random() < 0.01 else []),
        ]

    def note(self, action):
        match action:
            case Accept(connection_id):
                assert connection_id not in self.opened
                self.opened.add(connection_id)
            case SendMessage(connection_id):
                assert connection_id in self.opened - self.closed
            case CloseConnection(connection_id):
                assert connection_id in self.opened - self.closed
                self.closed.add(connection_id)
            case Show(connection_id):
                assert connection_id in self.opened - self.closed
            case Invoke(invocation_id, "disconnect", event):
                context = json.loads(event)["requestContext"]
                self.disconnects.append(context["connectionId"])
            case Invoke(invocation_id):
                self.invocation_ids.append(invocation_id)
            case SetTimer(Timer("start", invocation_id)):
                self.invocation_ids.append(invocation_id)


@pytest.mark.parametrize("seed", range(100))
def test_random_events(seed):
    """
    No sequence of events makes the gateway raise or break its promises.

    Nothing is sent to a connection that isn't open, what closed stays closed, and
    `$disconnect` runs at most once, for connections that were open.

    """
    walk = Walk(seed)

    for _ in range(300):
        walk.step()

    assert len(walk.disconnects) == len(set(walk.disconnects))
    assert set(walk.disconnects) <= walk.closed <= walk.opened
