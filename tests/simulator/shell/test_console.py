"""What the console asks of a running stack, and does to it."""

import http.client
import json
from contextlib import closing
from importlib.resources import files

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ECHO = """
def handler(event, context):
    print("got", event.get("body"))
    return {"statusCode": 200, "body": event.get("body", "")}
"""

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}

SECRET = "the secret of secrets"


@pytest.fixture
def api(daemon):
    """An API whose `$default` echoes."""
    api = daemon.put_api()
    daemon.put_function(api, "echo", "$default", code=ECHO)
    return api


@pytest.fixture
def client(api):
    """A client of it that has sent a message, and has its echo."""
    url = f"ws://127.0.0.1:{api['port']}/prod"
    with connect(url, proxy=None, user_agent_header="tester") as client:
        client.send("hällo")
        assert client.recv() == "hällo"
        yield client


def ask(daemon, method, path, **headers):
    """Return status and headers of an answer, and its body."""
    with closing(http.client.HTTPConnection("127.0.0.1", daemon.port)) as connection:
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def refusal(daemon, verb, **body):
    """Return the error of a verb that is refused with 409."""
    token = f"Bearer {daemon.file['token']}"
    status, answer = daemon.request(
        "POST", f"/admin/{verb}", json.dumps(body), Authorization=token
    )
    assert status == 409
    return json.loads(answer)["error"]


def the_connection(daemon):
    """Return what names the only connection."""
    [connection] = daemon.admin("connections")["connections"]
    return {name: connection[name] for name in ("api_id", "connection_id")}


def close_of(client):
    """Return the code and reason of the close frame that the client gets."""
    with pytest.raises(ConnectionClosed) as caught:
        client.recv()
    return caught.value.rcvd.code, caught.value.rcvd.reason


# The stack.


def test_the_state(make_daemon):
    """APIs, functions, tables and faults, as they were put."""
    daemon = make_daemon(options={"time_scale": 60, "crashes": 0.5})
    daemon.start()
    api = daemon.put_api(key="urn:pulumi:dev::shop::wingws:sim:Api::Chat")
    statement = {"Effect": "Allow", "Action": ["a:b"], "Resource": ["*"]}
    daemon.put_function(
        *(api, "join", "join"),
        code=ECHO,
        captures='{"outputs": {"a": 1}, "parameters": [["/secret"], ["/p-0", "/p-1"]]}',
        parameters={"/p-0": '{"outputs": {"b"', "/p-1": ": 2}}"},
        secrets={"/secret": SECRET},
        environment={"KEY": SECRET},
        statements=[statement],
    )
    index = {"name": "by-name", "hash_key": "name", "non_key_attributes": []}
    table = daemon.put(
        *("table", "Rows"),
        name="Rows",
        hash_key="id",
        range_key="at",
        attribute_definitions={"id": "S", "at": "N", "name": "S"},
        global_secondary_indexes=[index],
    )
    item = {"id": {"S": "a"}, "at": {"N": "1"}}
    daemon.admin("put_row", table="Rows", item=item)

    state = daemon.admin("state")

    assert state.keys() == {
        *("stack", "project", "apis", "functions", "tables"),
        *("faults", "fault_names", "time_scale", "problem"),
    }
    assert (state["stack"], state["project"], state["time_scale"]) == (
        "dev",
        "shop",
        60,
    )
    route = {
        "route_key": "join",
        "function": "join",
        "reply": True,
        "authorization": "NONE",
        "authorizer": None,
    }
    assert state["apis"] == [
        {
            "api_id": api["api_id"],
            "name": "urn:pulumi:dev::shop::wingws:sim:Api::Chat",
            "stage_name": "prod",
            "url": f"ws://127.0.0.1:{api['port']}/prod",
            "callback_url": f"http://127.0.0.1:{api['port']}/prod",
            "routes": [route],
        }
    ]
    assert state["functions"] == [
        {
            "name": "join",
            "api_id": api["api_id"],
            "purpose": ["join"],
            "memory_size": 1024,
            "timeout": 29,
            "sha256": "join",
            "path": "builds/join",
            "statements": [statement],
            "captures": {
                "outputs": {"a": 1, "b": 2},
                "parameters": [["/secret"], ["/p-0", "/p-1"]],
            },
            "environments": {"busy": 0, "idle": 0},
        }
    ]
    assert state["tables"] == [
        {
            "name": "Rows",
            "table_name": table["table_name"],
            "hash_key": "id",
            "range_key": "at",
            "global_secondary_indexes": ["by-name"],
            "item_count": 1,
        }
    ]
    assert state["faults"]["crashes"] == 0.5
    assert state["fault_names"][0] == {
        "name": "half_open",
        "unit": "share",
        "text": "of clients whose end is not noticed before idle",
    }
    assert [each["name"] for each in state["fault_names"]] == [*state["faults"]]


def test_environments_are_counted(daemon, client):
    """One is warm after a message."""
    [function] = daemon.admin("state")["functions"]

    assert function["environments"] == {"busy": 0, "idle": 1}


def test_nothing_secret_is_shown(daemon):
    """Neither captured secrets nor values of variables, nor any key or token."""
    api = daemon.put_api()
    daemon.put_function(
        *(api, "f", "$default"),
        code=ECHO,
        captures='{"parameters": [["/a"]]}',
        secrets={"/a": SECRET},
        environment={"KEY": SECRET},
    )
    daemon.admin("invoke", function="f", event={})
    with daemon.watch(0) as watched:
        events = [next(watched) for _ in range(6)]
    credentials = daemon.admin("credentials")

    shown = json.dumps(
        [
            daemon.admin("state"),
            daemon.admin("source", function="f"),
            daemon.admin("logs", function=None, limit=100),
            daemon.admin("connections"),
            events,
        ]
    )
    for secret in (
        SECRET,
        daemon.file["token"],
        credentials["AWS_SECRET_ACCESS_KEY"],
        credentials["AWS_ACCESS_KEY_ID"],
    ):
        assert secret not in shown


# Connections.


def test_connections(daemon, api, client):
    """Who is there, since when, and how much has gone over the wire."""
    [connection] = daemon.admin("connections")["connections"]

    assert connection.pop("source_port") == client.local_address[1]
    assert connection.pop("last_active_at") >= connection.pop("connected_at") > 1e9
    assert len(connection.pop("connection_id")) == 16
    assert connection == {
        "api_id": api["api_id"],
        "source_ip": "127.0.0.1",
        "user_agent": "tester",
        "received_bytes": 6,
        "sent_bytes": 6,
        "received_messages": 1,
        "sent_messages": 1,
    }


def test_send(daemon, client):
    """As a call of `@connections` by nobody's function."""
    with daemon.watch() as watched:
        assert daemon.admin("send", **the_connection(daemon), data="hällo") == {}
        post, delivered = next(watched), next(watched)

    assert client.recv() == "hällo"
    assert (post["type"], post["by"], post["request_id"]) == ("post", None, None)
    assert (delivered["type"], delivered["size"]) == ("delivered", 6)


@pytest.mark.parametrize(
    ("verb", "more", "close", "initiator"),
    [
        ("disconnect", {}, (1000, "Connection Closed Normally"), "api"),
        ("expire", {"reason": "idle"}, (1001, "Going away"), "idle"),
        ("expire", {"reason": "duration"}, (1001, "Going away"), "duration"),
    ],
    ids=["disconnect", "idle", "duration"],
)
def test_the_end_of_a_connection(daemon, client, verb, more, close, initiator):
    """As AWS ends one; whoever says it again is told that it is gone."""
    connection = the_connection(daemon)
    with daemon.watch() as watched:
        assert daemon.admin(verb, **connection, **more) == {}
        event = next(watched)

    assert close_of(client) == close
    assert (event["type"], event["initiator"]) == ("disconnect", initiator)
    assert (event["code"], event["reason"]) == close
    assert daemon.admin("connections") == {"connections": []}
    error = f"connection '{connection['connection_id']}' is gone"
    assert refusal(daemon, verb, **connection, **more) == error
    assert refusal(daemon, "send", **connection, data="") == error


def test_who_ends_a_connection(daemon, api):
    """The client, or the server for a rule that the client breaks."""
    url = f"ws://127.0.0.1:{api['port']}/prod"
    ends = []
    for send in (b"binary", "x" * 200_000, None):
        with daemon.watch() as watched:
            with connect(url, proxy=None) as client:
                if send is not None:
                    client.send(send)
                    close_of(client)
            event = next(each for each in watched if each["type"] == "disconnect")
            ends.append((event["code"], event["initiator"]))

    assert ends == [(1003, "server"), (1009, "server"), (1000, "client")]


def test_connections_that_are_not_there(daemon, api):
    """With what was asked for, and what there is."""
    nobody = {"connection_id": "x", "api_id": api["api_id"]}
    assert "400" in refusal(daemon, "send", **nobody, data="")
    error = refusal(daemon, "send", api_id="none", connection_id="x", data="")
    assert error == f"API 'none' is unknown; expected one of {api['api_id']}"
    assert "reason is 'age'" in refusal(daemon, "expire", **nobody, reason="age")
    assert "data is 1" in refusal(daemon, "send", **nobody, data=1)


# Functions.


def test_time_runs_faster_for_connections_that_are_open(daemon, api, client):
    """Ten idle minutes are over at once; what time cannot do changes nothing."""
    assert daemon.admin("time_scale", time_scale=100_000) == {"time_scale": 100_000}
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=20)
    assert closed.value.rcvd.reason == "Going away"

    for value in (0.5, "fast", None):
        with pytest.raises(AssertionError, match="expected a number from 1 to 100,000"):
            daemon.admin("time_scale", time_scale=value)
    assert daemon.admin("state")["time_scale"] == 100_000


def test_invoke(daemon, api):
    """What it returns, what it prints, and how long it takes."""
    answer = daemon.admin("invoke", function="echo", event={"body": "a\nb"})

    assert answer.pop("duration_ms") > 0
    assert answer == {
        "status": "ok",
        "payload": {"statusCode": 200, "body": "a\nb"},
        "log": ["got a", "b"],
    }


def test_invoke_what_fails(daemon):
    """The payload is Lambda's; what was printed is there."""
    api = daemon.put_api()
    code = "def handler(*_):\n    print('hm')\n    raise KeyError('x')"
    daemon.put_function(api, "bad", "$default", code=code)

    answer = daemon.admin("invoke", function="bad", event=None)

    assert answer["status"] == "error"
    assert answer["payload"] == {"errorType": "KeyError", "errorMessage": "'x'"}
    assert answer["log"][0] == "hm"
    assert "Function not found: none" in refusal(
        daemon, "invoke", function="none", event={}
    )


def test_logs(daemon, api):
    """The last lines of all functions or of one; `watch` goes on behind them."""
    daemon.put_function(api, "other", "other", code=ECHO)
    for function in ("echo", "other"):
        daemon.admin("invoke", function=function, event={"body": "1\n2"})

    lines = daemon.admin("logs", function=None, limit=100)["lines"]
    assert [(each["function"], each["text"]) for each in lines][-2:] == [
        ("other", "got 1"),
        ("other", "2"),
    ]
    assert all(each["at"] > 1e9 for each in lines)
    [line] = daemon.admin("logs", function="echo", limit=1)["lines"]
    assert (line["function"], line["text"]) == ("echo", "2")
    none = daemon.admin("logs", function="echo", limit=0)
    assert none["lines"] == []
    with daemon.watch(none["last"]) as watched:
        daemon.admin("invoke", function="echo", event={"body": "3"})
        assert next(watched)["text"] == "got 3"
    assert "limit is -1" in refusal(daemon, "logs", function=None, limit=-1)


def test_source(daemon, api):
    """The user's files of the artifact, not the runtime's."""
    folder = daemon.root / "builds" / "echo"
    for path in ("pkg/a.py", "wingws_runtime/b.py", "pkg/__pycache__/a.pyc"):
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_text("x = 1")

    files = daemon.admin("source", function="echo")["files"]

    assert files == {"index.py": ECHO, "pkg/a.py": "x = 1"}
    error = refusal(daemon, "source", function="none")
    assert error == "function 'none' is unknown; expected one of echo"


# Tables.


def test_rows(daemon):
    """They are put, scanned page by page and deleted, in DynamoDB's JSON."""
    table = daemon.put_table()["table_name"]
    for name, id_ in (("Table", "a"), (table, "b")):
        assert daemon.admin("put_row", table=name, item={"id": {"S": id_}}) == {}

    first = daemon.admin("scan_table", table="Table", limit=1, start=None)
    start = first["last_evaluated_key"]
    second = daemon.admin("scan_table", table="Table", limit=1, start=start)
    found = [each["id"]["S"] for each in first["items"] + second["items"]]
    assert sorted(found) == ["a", "b"]

    assert daemon.admin("delete_row", table=table, key={"id": {"S": "a"}}) == {}
    rest = daemon.admin("scan_table", table="Table", limit=10, start=None)
    assert rest == {"items": [{"id": {"S": "b"}}], "last_evaluated_key": None}


def test_what_dynamodb_refuses(daemon):
    """In its words; and which tables there are."""
    table = daemon.put_table()["table_name"]

    error = refusal(daemon, "put_row", table="Table", item={"x": {"S": "a"}})
    assert error.startswith("PutItem: One or more parameter values")
    error = refusal(daemon, "scan_table", table="none", limit=1, start=None)
    assert error == f"table 'none' is unknown; expected one of Table, {table}"


# The page, and other pages.


def test_the_files_of_the_console(daemon):
    """Each with its type, and headers by which it does what it should, and no more."""
    folder = files("wingws_simulator").joinpath("console")
    names = [each.name for each in folder.iterdir()]
    assert names
    for name in names:
        status, headers, body = ask(daemon, "GET", f"/console/{name}")
        assert (status, body) == (200, folder.joinpath(name).read_bytes()), name
        assert headers["Content-Type"] == TYPES[name.rpartition(".")[2]]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == (
            "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*"
        )
        assert "Access-Control-Allow-Origin" not in headers


def test_the_console_without_its_slash(daemon):
    """Leads to it; a browser keeps the token that is behind the #."""
    status, headers, _ = ask(daemon, "GET", "/console")

    assert (status, headers["Location"]) == (308, "/console/")


def test_the_console_itself(daemon):
    """Its address without a name is that of its first page."""
    first, named = (
        ask(daemon, "GET", f"/console/{name}") for name in ("", "index.html")
    )

    assert first[::2] == named[::2]


@pytest.mark.parametrize(
    "path",
    [
        *("none.html", "../__init__.py", "..%2f__init__.py", "%2e%2e/__init__.py"),
        *("/etc/passwd", "//etc/passwd", ".", "..", "chat.html/", "a/../chat.html"),
        "chat.html%00",
    ],
)
def test_no_other_file_is_served(daemon, path):
    """Whatever a path says: files are found by their names, never opened by a path."""
    status, _, body = ask(daemon, "GET", f"/console/{path}")

    assert (status, body) == (404, b"")


def test_files_are_only_read(daemon):
    """405 for all else."""
    status, headers, _ = ask(daemon, "PUT", "/console/index.html")

    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_a_page_of_another_origin_can_do_nothing(daemon):
    """Its preflight is refused, and no answer is for it to read."""
    page = {"Origin": "http://example.com"}
    asks = {
        **page,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    token = {"Authorization": f"Bearer {daemon.file['token']}"}
    for path in ("/admin/state", "/admin/watch", "/console/index.html"):
        status, headers, _ = ask(daemon, "OPTIONS", path, **asks)
        assert status in (401, 405), path
        _, others, _ = ask(daemon, "GET", path, **page, **token)
        for name in [*headers, *others]:
            assert not name.lower().startswith("access-control-"), (path, name)


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1:80"])
def test_foreign_hosts_are_refused(daemon, host):
    """A name that was made to lead here (DNS rebinding) opens nothing, token or not."""
    token = {"Authorization": f"Bearer {daemon.file['token']}"}
    for method, path in (
        ("POST", "/admin/watch"),
        ("POST", "/admin/state"),
        ("GET", "/console/"),
    ):
        assert ask(daemon, method, path, Host=host, **token)[0] == 403
