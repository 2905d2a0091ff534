"""The gateway's decisions: event in, actions out."""

import itertools
import json

import pytest
from wingws_simulator.core.actions import (
    Accept,
    CancelTimer,
    CloseConnection,
    Hide,
    Invoke,
    Reject,
    Respond,
    SendMessage,
    SetTimer,
    Show,
)
from wingws_simulator.core.api_config import ApiConfig, Route
from wingws_simulator.core.caller import Caller
from wingws_simulator.core.events import (
    BinaryReceived,
    Closed,
    ConnectRequested,
    InvocationFinished,
    ManagementRequested,
    MessagePosted,
    MessageReceived,
    PingReceived,
    ResetRequested,
    ShutDown,
    Timer,
    TimerFired,
    WritePaused,
    WriteResumed,
)
from wingws_simulator.core.faults import Faults
from wingws_simulator.core.gateway import Gateway
from wingws_simulator.core.http_message import Request
from wingws_simulator.core.ids import Ids
from wingws_simulator.core.lambda_result import Failed, Returned
from wingws_simulator.core.settings import Settings

NOW = 1_731_324_924.0
OK = Returned({"statusCode": 200})
ROUTES = {
    "$connect": Route("connect"),
    "$disconnect": Route("disconnect"),
    "$default": Route("default"),
    "ask": Route("ask", reply=True),
}


def without(*route_keys):
    return {key: route for key, route in ROUTES.items() if key not in route_keys}


class Api:
    """A gateway on a bench: remembers the clock, finds actions by their type."""

    def __init__(self, routes=ROUTES, *, deployed=True, settings=None, **faults):
        counter = itertools.count(1)
        self.ids = Ids(lambda bits: next(counter))
        self.config = ApiConfig("abcd123", "prod", routes, deployed=deployed)
        self.gateway = Gateway(
            self.config,
            self.ids,
            authenticate=lambda request: Caller("AKIATEST"),
            faults=Faults(**faults),
            settings=settings,
        )
        self.now = NOW

    def handle(self, event):
        return self.gateway.handle(event, now=self.now)

    def request_connect(self, target="/prod", *, method="GET", upgrade="websocket"):
        headers = (
            ("Host", "127.0.0.1:8123"),
            ("Upgrade", upgrade),
            ("User-Agent", "t"),
        )
        connection_id = self.ids.connection_id(self.now)
        request = Request(method, target, headers)
        return connection_id, self.handle(ConnectRequested(connection_id, request))

    def open(self):
        connection_id, actions = self.request_connect()
        for invoke in of(Invoke, actions):
            self.handle(InvocationFinished(invoke.invocation_id, OK))
        return connection_id

    def receive(self, connection_id, text="hello"):
        [invoke] = of(Invoke, self.handle(MessageReceived(connection_id, text)))
        return invoke

    def manage(self, method, connection_id, *, body=b"", stage="prod"):
        target = f"/{stage}/@connections/{connection_id}"
        request = Request(method, target, (), body)
        actions = self.handle(ManagementRequested("request-id", request))
        [respond] = of(Respond, actions)
        return respond.response, actions


INTEGRATION = Timer("integration", "")


def of(kind, actions):
    return [action for action in actions if isinstance(action, kind)]


def event_of(invoke):
    return json.loads(invoke.event)


def message_of(body):
    return json.loads(body)["message"]


# The handshake.


def test_connect_waits_for_its_handler():
    """A handshake invokes `$connect` and is not accepted yet."""
    _, actions = Api().request_connect()

    [invoke, timer] = actions
    assert invoke.function_name == "connect"
    assert event_of(invoke)["requestContext"]["eventType"] == "CONNECT"
    assert SetTimer(INTEGRATION, NOW + 29) == timer


@pytest.mark.parametrize("status", [200, 201, 299])
def test_connect_accepted(status):
    """A status of 2xx opens the connection and starts its two timers."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()

    result = Returned({"statusCode": status})
    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    assert [
        Accept(connection_id, None),
        Show(connection_id),
        SetTimer(Timer("idle", connection_id), NOW + 600),
        SetTimer(Timer("duration", connection_id), NOW + 7200),
    ] == actions


@pytest.mark.parametrize("status", [301, 400, 401, 501])
def test_connect_status_passes_through(status):
    """Any other status is the handshake's, with an empty body."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()

    result = Returned({"statusCode": status, "body": "no"})
    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    [reject] = of(Reject, actions)
    assert connection_id == reject.connection_id
    assert (status, b"") == (reject.response.status, reject.response.body)


@pytest.mark.parametrize(
    "result",
    [Failed("ValueError", "foo"), Returned(None), Returned("ok"), Returned({})],
)
def test_connect_failure_is_bad_gateway(result):
    """A handler that raises or returns nonsense makes the handshake fail with 502."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()

    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    [reject] = of(Reject, actions)
    assert reject.response.status == 502
    assert {
        "message": "Internal server error",
        "connectionId": connection_id,
        "requestId": invoke.invocation_id,
    } == json.loads(reject.response.body)


def test_connect_timeout_is_gateway_timeout():
    """A handler that exceeds the integration timeout makes the handshake fail: 504."""
    api = Api()
    _, [invoke, timer] = api.request_connect()

    api.now = timer.at
    [reject] = api.handle(TimerFired(timer.timer))

    assert reject.response.status == 504
    assert api.handle(InvocationFinished(invoke.invocation_id, OK)) == []


def test_no_connect_route_accepts():
    """Without a `$connect` route the handshake is accepted, and nothing invoked."""
    connection_id, actions = Api(without("$connect")).request_connect()

    assert Accept(connection_id, None) == actions[0]
    assert of(Invoke, actions) == []


def test_subprotocol_comes_from_the_handler():
    """The subprotocol accepted is the one in the headers that `$connect` returned."""
    api = Api()
    _, [invoke, _] = api.request_connect()

    headers = {"Sec-Websocket-Protocol": "graphql-ws"}
    result = Returned({"statusCode": 200, "headers": headers})
    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    assert [accept.subprotocol for accept in of(Accept, actions)] == ["graphql-ws"]


@pytest.mark.parametrize("target", ["/prod", "/prod/", "/prod?a=1", "/prod/?a=1"])
def test_stage_is_found(target):
    """A trailing slash and a query string are allowed after the stage."""
    _, actions = Api(without("$connect")).request_connect(target)

    assert len(of(Accept, actions)) == 1


@pytest.mark.parametrize(
    ("api", "request_", "status", "error_type"),
    [
        ({}, {"target": "/"}, 403, "ForbiddenException"),
        ({}, {"target": "/other"}, 403, "ForbiddenException"),
        ({}, {"target": "/prod/deeper"}, 403, "ForbiddenException"),
        ({}, {"target": "/Prod"}, 403, "ForbiddenException"),
        ({}, {"method": "POST"}, 403, "ForbiddenException"),
        ({"deployed": False}, {}, 403, "ForbiddenException"),
        ({"routes": {}}, {}, 403, "ForbiddenException"),
        ({}, {"upgrade": ""}, 426, "BadRequestException"),
        ({}, {"target": f"/prod?{'a' * 4091}"}, 414, "RequestTooLongException"),
    ],
)
def test_refused_without_handler(api, request_, status, error_type):
    """What isn't a handshake for a deployed stage is refused, and nothing invoked."""
    _, actions = Api(**api).request_connect(**request_)

    [reject] = actions
    assert status == reject.response.status
    assert ("x-amzn-ErrorType", error_type) in reject.response.headers


def test_longest_url():
    """A URL of exactly the limit is accepted."""
    _, actions = Api(without("$connect")).request_connect(f"/prod?{'a' * 4090}")

    assert len(of(Accept, actions)) == 1


@pytest.mark.fidelity("2.5", "a rejected connection has no $disconnect")
def test_rejected_connection_never_existed():
    """A connection that `$connect` rejected has no `$disconnect`."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()
    api.handle(InvocationFinished(invoke.invocation_id, Returned({"statusCode": 403})))

    assert api.handle(Closed(connection_id, 1006, "")) == []


def test_client_lost_during_connect():
    """A client that goes while `$connect` runs never was there."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()

    assert api.handle(Closed(connection_id, 1006, "")) == []
    actions = api.handle(InvocationFinished(invoke.invocation_id, OK))
    assert of(Accept, actions) + of(Invoke, actions) == []


def test_no_connections_after_shutdown():
    """At the end of the simulator handshakes are refused, also those under way."""
    api = Api()
    connection_id, [invoke, _] = api.request_connect()

    [reject] = api.handle(ShutDown())
    assert (connection_id, 503) == (reject.connection_id, reject.response.status)
    assert of(Accept, api.handle(InvocationFinished(invoke.invocation_id, OK))) == []

    _, [reject] = api.request_connect()
    assert reject.response.status == 503


# A reset.


def test_reset_drops_connections():
    """Those that are open get a close frame, the others are refused; nothing is run."""
    api = Api(settings=Settings(jitter=1))
    connection_id = api.open()
    api.handle(MessageReceived(connection_id, "starts later"))
    asking, [invoke] = api.request_connect()

    actions = api.handle(ResetRequested())

    assert of(CloseConnection, actions) == [
        CloseConnection(connection_id, 1001, "Going away")
    ]
    assert of(Hide, actions) == [Hide(connection_id)]
    [reject] = of(Reject, actions)
    assert (reject.connection_id, reject.response.status) == (asking, 503)
    assert of(Invoke, actions) == []
    assert api.handle(InvocationFinished(invoke.invocation_id, OK)) == []
    assert api.handle(Closed(connection_id, 1001, "")) == []
    assert api.handle(ShutDown()) == []
    assert api.manage("POST", connection_id)[0].status == 410


def test_reset_forgets_what_is_late():
    """A late `$disconnect` never comes, nor at the end."""
    api = Api(disconnect_delay=30)
    [timer] = of(SetTimer, api.handle(Closed(api.open(), 1000, "")))

    api.handle(ResetRequested())

    assert api.handle(TimerFired(timer.timer)) == []
    assert api.handle(ShutDown()) == []


def test_after_a_reset_all_goes_on():
    """Handshakes are taken, and invocations are timed out, as at the start."""
    api = Api()
    api.open()
    api.receive(api.open())

    api.handle(ResetRequested())

    _, actions = api.request_connect()
    assert of(SetTimer, actions) == [SetTimer(INTEGRATION, NOW + 29)]


# Messages.


def test_message_invokes_its_route():
    """A message invokes the function of the route it selects, with its text."""
    api = Api()
    connection_id = api.open()

    invoke = api.receive(connection_id, '{"action": "ask"}')

    assert invoke.function_name == "ask"
    assert event_of(invoke)["requestContext"]["routeKey"] == "ask"
    assert event_of(invoke)["body"] == '{"action": "ask"}'
    assert invoke.invocation_id == event_of(invoke)["requestContext"]["requestId"]


def test_messages_run_concurrently():
    """A message does not wait for the one before."""
    api = Api()
    connection_id = api.open()

    first, second = (api.receive(connection_id) for _ in range(2))

    assert first.invocation_id != second.invocation_id


@pytest.mark.parametrize(
    "payload",
    [{"statusCode": 200, "body": "lost"}, {"statusCode": 500}, {"statusCode": 301}],
)
def test_one_way_route_sends_nothing(payload):
    """What a one-way route's handler returns is discarded, whatever its status."""
    api = Api()
    invoke = api.receive(api.open())

    result = Returned(payload)
    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    assert actions == []


@pytest.mark.parametrize(
    ("payload", "data"),
    [
        ({"statusCode": 200, "body": "hi"}, b"hi"),
        ({"statusCode": 500, "body": "oops"}, b"oops"),
        ({"statusCode": 200}, b""),
    ],
)
def test_two_way_route_replies(payload, data):
    """A two-way route sends the body alone, and an empty frame without one."""
    api = Api()
    connection_id = api.open()
    invoke = api.receive(connection_id, '{"action": "ask"}')

    result = Returned(payload)
    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    message_id = json.loads(invoke.event)["requestContext"]["messageId"]
    assert [SendMessage(connection_id, data, message_id)] == of(SendMessage, actions)


@pytest.mark.fidelity("3.4", "nonsense, no permission: Internal server error")
@pytest.mark.fidelity("3.2", "body that is no text: error frame")
@pytest.mark.parametrize(
    "result",
    [
        Failed("ValueError", "foo"),
        Returned(None),
        Returned({"statusCode": 200, "body": {"a": 1}}),
        Returned({"statusCode": 200, "body": "x" * 131_073}),
    ],
)
def test_failure_is_an_error_frame(result):
    """A failure or nonsense sends an error frame, and the connection stays open."""
    api = Api()
    connection_id = api.open()
    invoke = api.receive(connection_id, '{"action": "ask"}')

    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    [send] = of(SendMessage, actions)
    assert {
        "message": "Internal server error",
        "connectionId": connection_id,
        "requestId": invoke.invocation_id,
    } == json.loads(send.data)
    assert api.receive(connection_id)


@pytest.mark.fidelity("3.4", "sent on one-way routes too")
def test_one_way_failure_is_an_error_frame_too():
    """A route without a route response sends error frames as well."""
    api = Api()
    invoke = api.receive(api.open())

    failed = Failed("ValueError", "foo")
    actions = api.handle(InvocationFinished(invoke.invocation_id, failed))

    assert [message_of(send.data) for send in of(SendMessage, actions)] == [
        "Internal server error"
    ]


@pytest.mark.parametrize("result", [Returned(None), Returned({"body": "b"})])
def test_one_way_nonsense_if_told_to_ignore_it(result):
    """What AWS does about nonsense on a one-way route is unknown, hence a setting."""
    api = Api(settings=Settings(one_way_checks_result=False))
    invoke = api.receive(api.open())

    actions = api.handle(InvocationFinished(invoke.invocation_id, result))

    assert of(SendMessage, actions) == []


def test_integration_timeout_is_an_error_frame():
    """A message's handler that takes too long sends an error frame, once."""
    api = Api()
    connection_id = api.open()
    invoke = api.receive(connection_id, '{"action": "ask"}')

    api.now += 29
    [send] = api.handle(TimerFired(INTEGRATION))

    assert message_of(send.data) == "Endpoint request timed out"
    assert api.handle(InvocationFinished(invoke.invocation_id, OK)) == []


def test_one_timer_watches_all_integrations():
    """The timer of the first invocation serves those after it, and is set again."""
    api = Api()
    connection_id = api.open()
    began = api.now
    [first] = api.handle(MessageReceived(connection_id, "1"))
    api.now += 1
    [second] = api.handle(MessageReceived(connection_id, "2"))

    api.now = began + 29
    actions = api.handle(TimerFired(INTEGRATION))

    [send] = of(SendMessage, actions)
    assert json.loads(send.data)["requestId"] == first.invocation_id
    assert [SetTimer(INTEGRATION, began + 30)] == of(SetTimer, actions)
    assert api.handle(InvocationFinished(first.invocation_id, OK)) == []
    assert api.handle(InvocationFinished(second.invocation_id, OK)) == []
    assert api.handle(TimerFired(INTEGRATION)) == []


def test_no_route_is_forbidden():
    """A message that no route takes, without `$default`, gets the Forbidden frame."""
    api = Api(without("$default"))

    [send] = api.handle(MessageReceived(api.open(), "hello"))

    assert message_of(send.data) == "Forbidden"


def test_reply_to_a_leaver_is_dropped():
    """The reply of a handler whose client has left goes nowhere."""
    api = Api()
    connection_id = api.open()
    invoke = api.receive(connection_id, '{"action": "ask"}')
    api.handle(Closed(connection_id, 1000, ""))

    actions = api.handle(InvocationFinished(invoke.invocation_id, OK))

    assert actions == []


def test_configure_changes_the_next_message():
    """Changed routes take effect with the next message of an open connection."""
    api = Api()
    connection_id = api.open()

    routes = {**ROUTES, "$default": Route("new")}
    api.gateway.configure(ApiConfig("abcd123", "prod", routes))

    assert api.receive(connection_id).function_name == "new"


# The end of a connection.


@pytest.mark.parametrize(
    ("event", "code", "reason"),
    [
        ((1005, ""), 1005, "Client-side close frame status not set"),
        ((1001, ""), 1001, ""),
        ((4000, "bye"), 4000, "bye"),
        ((1006, ""), 1006, ""),
        ((1009, ""), 1009, ""),
    ],
)
def test_disconnect_tells_code_and_reason(event, code, reason):
    """`$disconnect` gets the client's close code and reason."""
    api = Api()

    [invoke] = of(Invoke, api.handle(Closed(api.open(), *event)))

    context = event_of(invoke)["requestContext"]
    assert code == context["disconnectStatusCode"]
    assert reason == context["disconnectReason"]


@pytest.mark.parametrize(
    ("cause", "code", "reason"),
    [
        (lambda id_: BinaryReceived(id_), 1003, ""),
        (lambda id_: TimerFired(Timer("duration", id_)), 1001, "Going away"),
        (lambda id_: ShutDown(), 1001, "Going away"),
    ],
)
def test_gateway_closes(cause, code, reason):
    """A connection that the gateway ends gets a close frame, then `$disconnect`."""
    api = Api()
    connection_id = api.open()

    actions = api.handle(cause(connection_id))

    assert CloseConnection(connection_id, code, reason) == actions[0]
    [invoke] = of(Invoke, actions)
    assert code == event_of(invoke)["requestContext"]["disconnectStatusCode"]
    assert reason == event_of(invoke)["requestContext"]["disconnectReason"]
    assert {"idle", "duration"} == {
        cancel.timer.kind for cancel in of(CancelTimer, actions)
    }


def test_shown_while_it_can_be_posted_to():
    """A connection is shown while it is open and its client reads."""
    api = Api()
    connection_id = api.open()

    assert [Hide(connection_id)] == api.handle(WritePaused(connection_id))
    assert [Show(connection_id)] == api.handle(WriteResumed(connection_id))
    actions = api.handle(Closed(connection_id, 1000, ""))
    assert Hide(connection_id) == actions[0]
    assert api.handle(WriteResumed(connection_id)) == []


def test_posted_by_promise():
    """A message that was promised to be accepted is sent, or its client has left."""
    api = Api()
    connection_id = api.open()
    posted = MessagePosted(connection_id, b"hi")

    assert [SendMessage(connection_id, b"hi")] == api.handle(posted)
    api.handle(Closed(connection_id, 1000, ""))
    assert api.handle(posted) == []


def test_disconnect_once():
    """However often a connection ends, `$disconnect` runs once."""
    api = Api()
    connection_id = api.open()
    api.handle(BinaryReceived(connection_id))

    assert api.handle(Closed(connection_id, 1003, "")) == []
    assert api.handle(TimerFired(Timer("idle", connection_id))) == []
    assert api.handle(MessageReceived(connection_id, "late")) == []


def test_no_disconnect_route():
    """Without a `$disconnect` route nothing is invoked at the end."""
    api = Api(without("$disconnect"))

    assert of(Invoke, api.handle(Closed(api.open(), 1000, ""))) == []


def test_disconnect_result_is_ignored():
    """A `$disconnect` that fails changes nothing."""
    api = Api()
    [invoke] = of(Invoke, api.handle(Closed(api.open(), 1000, "")))

    failed = Failed("ValueError", "foo")
    assert api.handle(InvocationFinished(invoke.invocation_id, failed)) == []


def test_idle_connection_closes():
    """A connection without a message for ten minutes closes: 1001, Going away."""
    api = Api()
    connection_id = api.open()

    api.now += 600
    actions = api.handle(TimerFired(Timer("idle", connection_id)))

    assert CloseConnection(connection_id, 1001, "Going away") == actions[0]


@pytest.mark.parametrize(
    "activity",
    [
        lambda api, id_: api.receive(id_),
        lambda api, id_: api.manage("POST", id_, body=b"hi"),
    ],
    ids=["received", "posted"],
)
def test_messages_keep_alive(activity):
    """A message in either direction puts the idle timeout off."""
    api = Api()
    connection_id = api.open()
    api.now += 400
    activity(api, connection_id)

    api.now += 200
    timer = Timer("idle", connection_id)

    assert [SetTimer(timer, NOW + 1000)] == api.handle(TimerFired(timer))


@pytest.mark.fidelity("4.3", "pings do not put idleness off")
@pytest.mark.parametrize(("ping_resets_idle", "closes"), [(False, True), (True, False)])
def test_pings_keep_alive_if_told_to(ping_resets_idle, closes):
    """A ping is no message, unless the setting says so."""
    api = Api(settings=Settings(ping_resets_idle=ping_resets_idle))
    connection_id = api.open()
    api.now += 400
    assert api.handle(PingReceived(connection_id)) == []

    api.now += 200
    actions = api.handle(TimerFired(Timer("idle", connection_id)))

    assert closes == bool(of(CloseConnection, actions))


# The @connections API.


def test_post_sends():
    """POST sends its body as a text message and answers 200 with nothing."""
    api = Api()
    connection_id = api.open()

    response, actions = api.manage("POST", connection_id, body="ä".encode())

    assert SendMessage(connection_id, "ä".encode()) == actions[0]
    assert (response.status, response.body) == (200, b"")


def test_post_empty_body():
    """An empty POST is an empty message, not an unknown connection."""
    api = Api()
    connection_id = api.open()

    response, actions = api.manage("POST", connection_id)

    assert SendMessage(connection_id, b"") == actions[0]
    assert response.status == 200


def test_get_tells_the_connection():
    """GET tells who is connected, since when, and when it was last active."""
    api = Api()
    connection_id = api.open()
    api.now += 1.5
    api.receive(connection_id)

    response, _ = api.manage("GET", connection_id)

    assert json.loads(response.body) == {
        "connectedAt": "2024-11-11T11:35:24.000Z",
        "identity": {"userAgent": "t", "sourceIp": "127.0.0.1"},
        "lastActiveAt": "2024-11-11T11:35:25.500Z",
    }


def test_delete_closes():
    """DELETE closes with AWS's code and reason, and `$disconnect` hears the same."""
    api = Api()
    connection_id = api.open()

    response, actions = api.manage("DELETE", connection_id)

    close = CloseConnection(connection_id, 1000, "Connection Closed Normally")
    assert close == actions[0]
    [invoke] = of(Invoke, actions)
    assert event_of(invoke)["requestContext"]["disconnectStatusCode"] == 1000
    assert (response.status, response.body) == (204, b"")


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_gone_while_connecting(method):
    """Nobody can reach a connection while its `$connect` runs: 410, body empty."""
    api = Api()
    connection_id, _ = api.request_connect()

    response, _ = api.manage(method, connection_id)

    assert (response.status, response.body) == (410, b"")
    assert ("x-amzn-ErrorType", "GoneException") in response.headers


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
def test_gone_after_close(method):
    """A closed connection is gone."""
    api = Api()
    connection_id = api.open()
    api.handle(Closed(connection_id, 1000, ""))

    assert api.manage(method, connection_id)[0].status == 410


def test_gone_never_existed():
    """A well-formed id that was never issued is gone."""
    assert Api().manage("POST", "L0SM9cOFvHcCIhw=")[0].status == 410


@pytest.mark.parametrize("connection_id", ["12345", "", "a-uuid", "L0SM9cOFvHcCIhw"])
def test_bad_connection_id(connection_id):
    """An id of another form is a bad request."""
    response, _ = Api().manage("POST", connection_id)

    assert response.status == 400
    assert ("x-amzn-ErrorType", "BadRequestException") in response.headers
    assert f"Invalid connectionId: {connection_id}" == message_of(response.body)


@pytest.mark.fidelity("5.1", "%40connections and %3D")
@pytest.mark.parametrize("connections", ["@connections", "%40connections"])
def test_encoded_path(connections):
    """`@` and `=` may be percent-encoded in the path."""
    api = Api()
    connection_id = api.open().replace("=", "%3D")
    request = Request("POST", f"/prod/{connections}/{connection_id}", (), b"hi")

    [_, respond] = api.handle(ManagementRequested("request-id", request))

    assert respond.response.status == 200


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", "/other/@connections/{}"),
        ("POST", "/prod/@connections"),
        ("POST", "/prod/@connections/{}/more"),
        ("PUT", "/prod/@connections/{}"),
    ],
)
def test_wrong_path_is_forbidden(method, target):
    """Another stage, another path or another method is forbidden."""
    api = Api()
    request = Request(method, target.format(api.open()))

    [respond] = api.handle(ManagementRequested("request-id", request))

    assert respond.response.status == 403
    assert ("x-amzn-ErrorType", "ForbiddenException") in respond.response.headers


@pytest.mark.parametrize(("size", "status"), [(131_072, 200), (131_073, 413)])
def test_payload_limit(size, status):
    """A payload of 128 KB is sent, one byte more is too large."""
    api = Api()

    assert status == api.manage("POST", api.open(), body=b"a" * size)[0].status


def test_post_invalid_utf8():
    """A payload that is no text is refused instead of sent as a binary frame."""
    api = Api()

    response, actions = api.manage("POST", api.open(), body=b"\xff")

    assert response.status == 400
    assert of(SendMessage, actions) == []


def test_slow_reader():
    """POST to a client that does not read exceeds the limit until it has read."""
    api = Api()
    connection_id = api.open()

    api.handle(WritePaused(connection_id))
    response, actions = api.manage("POST", connection_id, body=b"hi")
    api.handle(WriteResumed(connection_id))

    assert response.status == 429
    assert ("x-amzn-ErrorType", "LimitExceededException") in response.headers
    assert of(SendMessage, actions) == []
    assert api.manage("POST", connection_id, body=b"hi")[0].status == 200


# Faults.


def test_half_open():
    """Nobody notices that a client has gone: posts succeed until it has been idle."""
    api = Api(half_open=1)
    connection_id = api.open()

    assert api.handle(Closed(connection_id, 1006, "")) == []
    response, _ = api.manage("POST", connection_id, body=b"hi")
    assert response.status == 200
    api.now += 600
    actions = api.handle(TimerFired(Timer("idle", connection_id)))
    [invoke] = of(Invoke, actions)
    assert event_of(invoke)["requestContext"]["disconnectStatusCode"] == 1001


def test_lost_disconnect():
    """A connection ends, and `$disconnect` never comes."""
    api = Api(lost_disconnects=1)
    connection_id = api.open()

    assert of(Invoke, api.handle(Closed(connection_id, 1000, ""))) == []
    assert api.manage("POST", connection_id)[0].status == 410


def test_late_disconnect():
    """`$disconnect` comes, once, and long after the connection is gone."""
    api = Api(disconnect_delay=30)
    connection_id = api.open()

    actions = api.handle(Closed(connection_id, 1000, ""))
    assert of(Invoke, actions) == []
    [timer] = of(SetTimer, actions)
    assert timer.at == api.now + 30
    [invoke] = api.handle(TimerFired(timer.timer))
    assert event_of(invoke)["requestContext"]["connectionId"] == connection_id
    assert api.handle(TimerFired(timer.timer)) == []


def test_late_disconnect_at_the_end():
    """What is late comes before the simulator ends."""
    api = Api(disconnect_delay=30)
    early, late = api.open(), api.open()
    api.handle(Closed(early, 1000, ""))

    invokes = of(Invoke, api.handle(ShutDown()))

    ids = [event_of(each)["requestContext"]["connectionId"] for each in invokes]
    assert ids == [early, late]


def test_throttled_posts():
    """POST is answered 429, other calls are not."""
    api = Api(throttled_posts=1)
    connection_id = api.open()

    statuses = [api.manage(m, connection_id)[0].status for m in ("POST", "GET")]

    assert statuses == [429, 200]


def test_gone_posts():
    """POST is answered 410 though the client is there; it gets nothing."""
    api = Api(gone_posts=1)
    connection_id = api.open()

    answers = [api.manage(m, connection_id) for m in ("POST", "GET")]

    assert [response.status for response, _ in answers] == [410, 200]
    assert of(SendMessage, answers[0][1]) == []


@pytest.mark.parametrize(("drawn", "status"), [(0.29, 429), (0.31, 200)])
def test_share(drawn, status):
    """A fault happens to a share, by a number that is drawn."""
    api = Api(throttled_posts=0.3)
    api.gateway._random = lambda: drawn

    assert api.manage("POST", api.open())[0].status == status
