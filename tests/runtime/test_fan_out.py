"""Shares of a broadcast, seen from Lambda's end of boto3 and from inside of one."""

import json
from time import monotonic
from types import SimpleNamespace

import pytest
from wingws_runtime import Broadcast, WebSocket, by_route, entry, fan_out, invocation

CONTEXT = SimpleNamespace(get_remaining_time_in_millis=lambda: 29_000)


@pytest.fixture(autouse=True)
def function(monkeypatch, aws, wingws):
    """Be a function of Lambda's whose invocations serve two connections each."""
    monkeypatch.setattr(fan_out, "SERVED", 2)
    monkeypatch.setattr(fan_out, "AT_ONCE", 1)  # the stand-in answers in order
    monkeypatch.setattr(invocation, "_context", CONTEXT)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", aws.url)
    wingws(websockets={"Chat": {"endpoint": f"{aws.url}/prod"}})


def shares(aws):
    """Return what further invocations were asked for."""
    return [
        json.loads(body)["wingwsBroadcast"]
        for _, path, _, body in aws.requests
        if path == "/2015-03-31/functions/f/invocations"
    ]


def test_shares(aws):
    """Each has as many as one invocation serves; their reports are added together."""
    aws.will_answer(200, {"others": [["b", "gone", ""]]})
    aws.will_answer(200, {"others": []})
    aws.will_answer(200, {"others": [["e", "failed", "no"]]})
    report = WebSocket("Chat").broadcast("é\0", to=[*"abcde"])
    assert report == Broadcast(3, gone=("b",), failed=("e",))
    asked = shares(aws)
    assert [share["to"] for share in asked] == [["a", "b"], ["c", "d"], ["e"]]
    assert {share["message"] for share in asked} == {"é\0"}
    assert {share["websocket"] for share in asked} == {"Chat"}
    assert all(0 < share["limit"] <= 0.9 * 29 for share in asked)


def test_as_many_as_one_serves(aws):
    """They are served by one."""
    aws.will_answer(200)
    aws.will_answer(200)
    assert WebSocket("Chat").broadcast("x", to=["a", "b"]).sent == 2
    assert shares(aws) == []


def test_a_function_that_is_not_ours(aws, monkeypatch):
    """It would not know what to do with a share."""
    monkeypatch.setattr(invocation, "_context", None)
    for _ in range(3):
        aws.will_answer(200)
    assert WebSocket("Chat").broadcast("x", to=["a", "b", "c"]).sent == 3
    assert shares(aws) == []


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (429, {"Type": "User"}, {"x_amzn_ErrorType": "TooManyRequestsException"}),
        (403, {}, {"x_amzn_ErrorType": "AccessDeniedException"}),
        (
            200,
            {"errorType": "Runtime.ExitError", "errorMessage": "exit status 1"},
            {"X_Amz_Function_Error": "Unhandled"},
        ),
        (200, b"null", {}),
    ],
)
def test_a_share_that_fails(aws, caplog, status, body, headers):
    """Its connections are sent to from here, after one call, and the log says why."""
    aws.will_answer(status, body, **headers)
    aws.will_answer(200, {"others": []})
    aws.will_answer(200)  # a
    aws.will_answer(410)  # b
    report = WebSocket("Chat").broadcast("x", to=["a", "b", "c"])
    assert (report.sent, len(report.gone), report.failed) == (2, 1, ())
    assert len(shares(aws)) == 2
    (record,) = caplog.records
    assert record.getMessage().startswith("2 connections are sent to here: ")


def refuse(connection_id):
    """Be a handler that nobody calls."""
    raise AssertionError


@pytest.mark.parametrize(
    "handler",
    [
        entry(refuse, kind="message", inits=[lambda: refuse(None)]),
        entry(refuse, kind="change"),
        by_route({"$default": entry(refuse, kind="message")}),
    ],
    ids=["one", "changes", "by route"],
)
def test_inside_of_one(aws, handler):
    """A share is sent, whatever the function is for; it is not shared out again."""
    aws.will_answer(200)
    aws.will_answer(410)
    aws.will_answer(410)
    to = ["a", "b", "c"]
    share = {"websocket": "Chat", "message": "é", "to": to, "limit": 5.0}
    others = handler({"wingwsBroadcast": share}, CONTEXT)["others"]
    assert sorted(others) == [["b", "gone", ""], ["c", "gone", ""]]
    assert {body for *_, body in aws.requests} == {"é".encode()}
    assert shares(aws) == []


def test_its_time(aws, monkeypatch):
    """A share takes no longer than who waits for it, nor than its own invocation."""
    limits = []
    monkeypatch.setattr(
        *(fan_out, "deliver"),
        lambda api, data, to, deadline: limits.append(deadline - monotonic()) or {},
    )
    for limit in (2.0, 100.0):
        share = {"websocket": "Chat", "message": "x", "to": [], "limit": limit}
        fan_out.serve_share(share)
    short, long = limits
    assert 1 < short <= 2
    assert 25 < long <= 0.9 * 29
