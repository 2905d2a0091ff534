"""The admin API of a running daemon."""

import json
import shutil
import socket

import pytest

VERBS = (
    *("hello", "stop", "has", "put", "delete", "builds", "credentials", "faults"),
    *("state", "connections", "send", "disconnect", "expire", "invoke", "logs"),
    *("source", "time_scale", "problem", "scan_table", "put_row", "delete_row"),
    *("advance", "reset", "seed", "recycle", "invocations", "watch"),
    "conversation",
)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}],
    ids=["no token", "empty token", "wrong token"],
)
def test_every_verb_needs_the_token(daemon, headers):
    """Without it nothing is said and nothing happens."""
    for verb in VERBS:
        status, _ = daemon.request("POST", f"/admin/{verb}", "{}", **headers)
        assert status == 401, verb
    assert daemon.admin("hello")["id"] == "me"


def test_an_unknown_verb_is_told_with_the_known_ones(daemon):
    """404, and which there are."""
    token = f"Bearer {daemon.file['token']}"
    status, answer = daemon.request("POST", "/admin/no", "{}", Authorization=token)

    assert status == 404
    assert json.loads(answer)["error"].endswith(str(sorted(VERBS)))


def test_a_malformed_request_is_refused(daemon):
    """400, and the daemon lives."""
    token = f"Bearer {daemon.file['token']}"
    for body in ("", "no json", "[]", "{}", '{"kind": "api"}'):
        status, _ = daemon.request("POST", "/admin/put", body, Authorization=token)
        assert status == 400, body
    assert daemon.admin("hello")["id"] == "me"


def test_an_unknown_kind_is_refused_with_the_known_ones(daemon):
    """As for what a newer deploy time would send."""
    with pytest.raises(AssertionError, match="expected api, stage, function or table"):
        daemon.put("queue", "key")


def test_a_function_without_its_build_is_refused(daemon):
    """A simulator that started anew where somebody removed the builds."""
    api = daemon.put_api()
    daemon.put_function(api, "one", "$default", code="")
    shutil.rmtree(daemon.root / "builds")

    with pytest.raises(AssertionError, match="build of one, builds/one, is missing"):
        daemon.put_function(api, "one", "$default", code=None)


@pytest.mark.parametrize("length", [2000, 2100])
def test_lambdas_environment_ends_at_four_kilobytes(daemon, length):
    """Measured as JSON, where a backslash in the variable takes two bytes."""
    api = daemon.put_api()
    captures = '"' + "\\" * length + '"'

    def put():
        daemon.put_function(api, "f", "f", code="", captures=captures)

    if length == 2000:
        put()
    else:
        with pytest.raises(AssertionError, match="exceeded the 4KB limit"):
            put()


def test_the_users_variables_count_into_the_four_kilobytes(daemon):
    """They are named, and not shown: some may be secret."""
    api = daemon.put_api()
    environment = {"WORD": "swordfish" * 400}
    daemon.put_function(api, "f", "f", code="", environment=environment)

    with pytest.raises(AssertionError, match=r"As JSON WORD, WINGWS have 41\d\d bytes"):
        daemon.put_function(
            *(api, "f", "f"),
            code=None,
            captures="x" * 500,
            environment=environment,
        )


def test_an_account_keeps_a_hundred_that_nobody_reserves(daemon):
    """Of Lambda's thousand, in its words."""
    api = daemon.put_api()
    daemon.put_function(api, "f", "f", code="", reserved_concurrency=800)
    daemon.put_function(api, "f", "f", code=None, reserved_concurrency=900)
    daemon.put_function(api, "g", "g", code="", reserved_concurrency=0)

    with pytest.raises(AssertionError, match=r"below its minimum value of \[100\]"):
        daemon.put_function(api, "g", "g", code=None, reserved_concurrency=1)


@pytest.mark.parametrize("kind", ["parameters", "secrets"])
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("x" * 4097, "a maximum parameter value of 4096 characters"),
        ("{{name}}", "nest another parameter"),
    ],
)
def test_a_value_that_ssm_would_refuse_is_refused(daemon, kind, value, problem):
    """In SSM's words, before anything runs."""
    api = daemon.put_api()
    daemon.put_function(api, "f", "f", code="", **{kind: {"/a": "x" * 4096}})

    with pytest.raises(AssertionError, match=problem):
        daemon.put_function(api, "f", "f", code=None, **{kind: {"/a": value}})


def test_a_put_is_an_upsert(daemon):
    """The same call twice is as good as once, and answers the same."""
    assert daemon.put_api() == daemon.put_api()
    assert daemon.put_table() == daemon.put_table()


def test_an_api_gets_back_what_it_had(daemon):
    """Port and id come from Pulumi's state."""
    had = daemon.put_api()
    daemon.admin("delete", kind="api", key="api")

    again = daemon.put_api(key="api", port=had["port"], api_id="abcdefghij")
    assert (again["port"], again["api_id"]) == (had["port"], "abcdefghij")


def test_a_taken_port_of_an_api_is_refused_with_its_holder(daemon):
    """And the rest of the daemon goes on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(
            AssertionError, match=f"port {port} of api of stack .* taken"
        ):
            daemon.put_api(port=port)
    assert daemon.put_api(port=port)["port"] == port


def test_delete_forgets_and_does_not_mind_twice(daemon):
    """A deleted API's port is free; what is not there is as good as deleted."""
    port = daemon.put_api()["port"]
    for _ in range(2):
        daemon.admin("delete", kind="stage", key="stage of api")
        daemon.admin("delete", kind="api", key="api")

    assert daemon.admin("has", kind="api", key="api", digest="") == {"has": False}
    socket.create_server(("127.0.0.1", port)).close()


def test_an_api_without_a_stage_answers_403(daemon):
    """On its port, as AWS does on its host name."""
    port = daemon.put_api()["port"]
    daemon.admin("delete", kind="stage", key="stage of api")
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }

    assert daemon.request("GET", "/prod", port=port, **upgrade)[0] == 403


def test_has_compares_digests(daemon):
    """A resource in another form has to be put again."""
    daemon.put_table()

    assert daemon.admin("has", kind="table", key="Table", digest="")["has"] is True
    assert daemon.admin("has", kind="table", key="Table", digest="x")["has"] is False


def test_a_refused_function_leaves_the_api_as_it_was(daemon):
    """Another one can be put, and the same one corrected."""
    api = daemon.put_api()
    with pytest.raises(AssertionError, match="has an authorization; only"):
        daemon.put_function(api, "f", "f", code="", needs={"authorization": "AWS_IAM"})

    daemon.put_function(api, "g", "g", code="")
    daemon.put_function(api, "f", "f", code=None)
    with pytest.raises(AssertionError, match="has an authorization; only"):
        daemon.put_function(
            api, "g", "g", code=None, needs={"authorization": "AWS_IAM"}
        )
    daemon.put_function(api, "h", "h", code="")


def test_a_refused_stage_leaves_the_api_as_it_was(daemon):
    """Functions can be put, which come before a corrected one."""
    api = daemon.put_api()
    with pytest.raises(AssertionError, match="expected letters, digits and"):
        daemon.put(
            "stage",
            "stage of api",
            api=api["api_id"],
            stage_name="prod",
            throttle_burst=1,
            throttle_rate=1,
            stage_variables={"a": "b c"},
        )

    daemon.put_function(api, "f", "f", code="")


def test_faults(daemon):
    """They change while it runs; what cannot be changes nothing."""
    assert daemon.admin("faults", faults={"crashes": 0.5})["faults"]["crashes"] == 0.5
    for wrong, words in (
        (
            {"crashes": 1, "floods": 1},
            "floods.+ is unknown; expected one of half_open",
        ),
        ({"crashes": 2}, "fault crashes is 2; expected a share, 0 to 1"),
    ):
        with pytest.raises(AssertionError, match=words):
            daemon.admin("faults", faults=wrong)
    with pytest.raises(AssertionError, match=r"next crashes is 0\.5; expected a whole"):
        daemon.admin("faults", faults={"crashes": 1}, next={"crashes": 0.5})
    assert daemon.admin("faults", faults={})["faults"] == {
        "half_open": 0.0,
        "lost_disconnects": 0.0,
        "disconnect_delay": 0.0,
        "throttled_posts": 0.0,
        "gone_posts": 0.0,
        "reordering": 0.0,
        "cold_starts": 0.0,
        "post_latency": 0.0,
        "cold_start_delay": 0.0,
        "crashes": 0.5,
        "index_delay": 0.0,
    }
