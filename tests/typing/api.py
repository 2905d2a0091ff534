# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""What users write, read by mypy and pyright, never run: see test_api.py.

A comment that ignores an error is an assertion: without the error it is one itself.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, assert_type

import pulumi
import pulumi_aws as aws
from wingws_runtime import (
    BatchGetResult,
    BatchWriteResult,
    CancellationReason,
    Connection,
    GetResult,
    Page,
    TransactGetResult,
    TransactWriteResult,
    WriteResult,
)

from pulumi_wingws import (
    Accept,
    AccessLog,
    Alarms,
    Allow,
    ApiGatewayAccountLogging,
    Broadcast,
    Change,
    ConditionCheck,
    ConditionFailed,
    ConnectionGone,
    Delete,
    Deny,
    Domain,
    DynamodbTable,
    Event,
    ExecutionLog,
    Get,
    GlobalSecondaryIndex,
    ItemTooLarge,
    LocalSecondaryIndex,
    Member,
    PayloadTooLarge,
    Presence,
    Put,
    RegisteredConnection,
    Reject,
    Room,
    StateConflict,
    StillConnecting,
    Throttled,
    TransactionCanceled,
    Update,
    User,
    Vpc,
    WebSocket,
    environment_for,
)
from pulumi_wingws.testing import App, AsyncClient, Client, Invocation, Table, app

# Components

table = DynamodbTable("Table", hash_key="id", attribute_definitions={"id": "S"})
sorted_table = DynamodbTable(
    "Sorted",
    pulumi.ResourceOptions(protect=True),
    hash_key="id",
    range_key="at",
    attribute_definitions={"id": "S", "at": "N"},
    name="exact",
    deletion_protection=False,
)
chat = WebSocket("Chat")
room = WebSocket(
    "Room",
    pulumi.ResourceOptions(protect=True),
    name="room",
    stage_name="dev",
    route_selection_expression="$request.body.type",
    memory_size=512,
    timeout=10,
)

assert_type(chat.url, pulumi.Output[str])
assert_type(chat.callback_url, pulumi.Output[str])
assert_type(chat.api_id, pulumi.Output[str])
assert_type(chat.stage_name, str)
assert_type(chat.name, str)
assert_type(chat.resources.api, pulumi.Resource)
assert_type(table.table_name, pulumi.Output[str])
assert_type(table.arn, pulumi.Output[str])
assert_type(table.resources.table, pulumi.Resource)

indexed = DynamodbTable(
    "Indexed",
    hash_key="id",
    range_key="at",
    attribute_definitions={"id": "S", "at": "N"},
    global_secondary_indexes=[
        GlobalSecondaryIndex("ByTime", "at", read_capacity=1, write_capacity=1)
    ],
    local_secondary_indexes=(LocalSecondaryIndex("Own", "at", "INCLUDE", ["n"]),),
    billing_mode="PROVISIONED",
    read_capacity=1,
    write_capacity=1,
    time_to_live_attribute="expires",
    stream="NEW_IMAGE",
    point_in_time_recovery=True,
    encryption=table.arn,
    tags={"team": "chat"},
)
assert_type(indexed.stream_arn, pulumi.Output[str | None])
existing = DynamodbTable.from_name("Existing", table.table_name, encryption=table.arn)
assert_type(existing, DynamodbTable)
existing.grant("worker", "query")
DynamodbTable.from_name("Existing")  # type: ignore[call-arg]
DynamodbTable.from_name("Existing", 7)  # type: ignore[arg-type]
GlobalSecondaryIndex("ByTime", "at", projection_type="SOME")  # type: ignore[arg-type]
LocalSecondaryIndex("Own")  # type: ignore[call-arg]
DynamodbTable("S", hash_key="i", attribute_definitions={}, stream="ALL")  # type: ignore[arg-type]
DynamodbTable("B", hash_key="i", attribute_definitions={}, billing_mode="ON")  # type: ignore[arg-type]
DynamodbTable("NoKey", attribute_definitions={"id": "S"})  # type: ignore[call-arg]
WebSocket("Big", memory_size="512")  # type: ignore[arg-type]
WebSocket(name="Nameless")  # type: ignore[call-arg]

# Transforms


def keep(args: dict[str, Any]) -> None:
    args["retention_in_days"] = 7


def copied(args: dict[str, Any]) -> dict[str, Any]:
    return {**args, "retention_in_days": 7}


WebSocket(
    "Transformed",
    transform={"logs": keep, "stage": lambda args: args.update(description="mine")},
)
DynamodbTable(
    "Transformed",
    hash_key="id",
    attribute_definitions={"id": "S"},
    transform={"table": lambda args: args.update(table_class="STANDARD")},
)
chat.route("transformed", transform={"function": keep, "route": keep})
WebSocket("Unknown", transform={"stages": keep})  # type: ignore[arg-type]
WebSocket("Copied", transform={"logs": copied})  # type: ignore[arg-type]
chat.route("stage", transform={"stage": keep})  # type: ignore[call-overload]

# Functions that are not ours

role = aws.iam.Role("role", assume_role_policy="{}")
chat.grant(role, "send_message", "disconnect")
chat.grant("worker", "get_connection")
table.grant(role.name, "scan", "put_item")
table.grant("worker", "batch_get_item", "batch_write_item")
table.grant("other", "transact_get_items", "transact_write_items")
assert_type(environment_for(chat, table), dict[str, pulumi.Output[str]])
assert_type(chat.resources.grants["role"], pulumi.Resource)
chat.grant(role, "send")  # type: ignore[arg-type]
table.grant(role, "send_message")  # type: ignore[arg-type]
table.grant(aws.sns.Topic("topic"), "scan")  # type: ignore[arg-type]
environment_for(chat.url)  # type: ignore[arg-type]

# Decorators: bare, with options, as a plain call


@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass


@room.on_connect(timeout=5)
def refuse(connection_id: str, event: Event) -> Accept | Reject | bool:
    if "token" not in event.query:
        return Reject(401)
    return Accept(subprotocol="chat") if event.headers else False


@chat.authorizer
def authorize(event: Event) -> Allow | Deny:
    assert_type(event.method_arn, str)
    if "token" not in event.query:
        return Deny()
    return Allow("ann", context={"age": 7, "admin": True, "name": "Ann"})


@room.authorizer(identity_sources=["route.request.header.Cookie"], memory_size=256)
async def policy(event: Event, context: Any) -> dict[str, Any]:
    return {"principalId": "ann", "policyDocument": {}}


own_domain = Domain("chat.example.com", table.arn, mapping_key="live", zone_id="Z1")
keyed = WebSocket(
    "Keyed",
    api_keys=["mobile"],
    api_key_selection_expression="$context.authorizer.usageIdentifierKey",
    throttle_burst=10,
    throttle_rate=0.5,
    stage_variables={"colour": "blue"},
    domain=own_domain,
    disable_execute_api_endpoint=True,
    tags={"team": "chat"},
)
assert_type(keyed.api_keys, pulumi.Output[Mapping[str, str]])
assert_type(keyed.execution_arn, pulumi.Output[str])
WebSocket("Signed", auth="iam")
account_logging = ApiGatewayAccountLogging("Logging")
WebSocket(
    "Logged",
    pulumi.ResourceOptions(depends_on=[account_logging]),
    access_log=AccessLog(retention=90, format="$context.requestId"),
    execution_log=ExecutionLog("INFO", data_trace=True),
)
WebSocket("Elsewhere", api_key_selection_expression="$request.querystring.key")  # type: ignore[arg-type]
WebSocket("Named", domain="chat.example.com")  # type: ignore[arg-type]
WebSocket("Tagged", tags=["team"])  # type: ignore[arg-type]
WebSocket("Odd", access_log=AccessLog(retention=31))  # type: ignore[arg-type]
WebSocket("Off", execution_log=ExecutionLog("OFF"))  # type: ignore[arg-type]
WebSocket("Watched", detailed_metrics=True, alarms=Alarms([table.arn], latency=None))
WebSocket("Silent", alarms=Alarms())  # type: ignore[call-arg]
WebSocket("Jwt", auth="jwt")  # type: ignore[arg-type]
Allow("ann", context={"roles": ["admin"]})  # type: ignore[dict-item]
Allow()  # type: ignore[call-arg]
room.on_disconnect(throttle_burst=1)  # type: ignore[call-overload]
chat.authorizer(identity_sources=7)  # type: ignore[call-overload]


@room.authorizer  # type: ignore[type-var]
def careless(event: Event) -> bool:
    return True


@chat.on_disconnect
async def on_disconnect(connection_id: str, event: Event) -> None:
    assert_type(event.close_code, int | None)


@chat.on_message
def on_message(connection_id: str, body: str) -> None:
    pass


@chat.on_message(reply=True, memory_size=256)
def reply(connection_id: str, body: str) -> dict[str, list[int]]:
    return {"numbers": [1]}


@chat.route("join")
async def join(connection_id: str) -> None:
    pass


@chat.on_connect
def plain_connect(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return {"statusCode": 200, "body": event["requestContext"]["stage"]}


@chat.route("pay", architecture="x86_64", requirements=["humanize>=4"])
def pay(connection_id: str, body: str) -> None:
    pass


@chat.route("flood", throttle_burst=1, throttle_rate=0.5)
def flood(connection_id: str) -> None:
    pass


@chat.route("typo", requirements="uv.lock", memory_size="5")  # type: ignore[call-overload, untyped-decorator]
def typo(connection_id: str) -> None:
    pass


@chat.route(
    "store",
    grants=[
        {"Action": "s3:GetObject", "Resource": table.arn},
        {"Sid": "All", "Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]},
    ],
    include=["plugins.*", "templates/*.html"],
)
def store(connection_id: str) -> None:
    pass


WebSocket("Granted", grants=[{"Action": "s3:*", "Resource": "*"}], include=["words"])
WebSocket("Halved", grants=[{"Action": "s3:*"}])  # type: ignore[typeddict-item]
WebSocket("Denied", grants=[{"Action": "s3:*", "Resource": "*", "Effect": "Deny"}])  # type: ignore[typeddict-item]
chat.route("one", include=[7])  # type: ignore[list-item]


groups = pulumi.Output.from_input(["sg-1"])


@room.route(
    "configured",
    environment={"TABLE": table.arn, "LEVEL": "debug"},
    reserved_concurrency=5,
    log_retention=7,
    log_format="JSON",
    layers=["arn:aws:lambda:eu-west-1:123456789012:layer:name:1", table.arn],
    tracing=True,
    ephemeral_storage=1024,
    vpc=Vpc(subnet_ids=["subnet-1", table.arn], security_group_ids=groups),
)
def configured(connection_id: str) -> None:
    pass


WebSocket("Configured", environment={"LEVEL": pulumi.Output.secret("debug")})
WebSocket("Stopped", reserved_concurrency=0)
WebSocket("Shared", reserved_concurrency="all")  # type: ignore[arg-type]
WebSocket("Kept", log_retention=8)  # type: ignore[arg-type]
WebSocket("Lines", log_format="json")  # type: ignore[arg-type]
WebSocket("Traced", tracing="Active")  # type: ignore[arg-type]
Vpc(["subnet-1"])  # type: ignore[call-arg]
WebSocket("Sized", environment={"SIZE": 7})  # type: ignore[dict-item]


@chat.route("leave", reply=True, timeout=3)
def leave(connection_id: str, body: str, context: Any) -> str:
    return body


same: Callable[[str], None] = chat.on_disconnect(on_connect)
again: Callable[[str], None] = chat.route("again", on_connect, timeout=5)
chat.on_message(reply, reply=True, memory_size=256)
room.on_message(lambda connection_id, body: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]

# What handles a route, by its path

chat.on_connect("handlers.connect.handler")
chat.on_disconnect("handlers.disconnect.handler", timeout=5)
chat.on_message("handlers/default.handler", reply=True)
chat.route("path", "handlers.path.handler", reply=True, memory_size=256)
chat.authorizer("handlers.authorize", identity_sources=["context.stage"])
chat.route("path", b"handlers.path.handler")  # type: ignore[call-overload]
single = WebSocket("Single", handlers="single")
several = WebSocket("Several", handlers="several")  # type: ignore[arg-type]

# Functions that are not ours

theirs = aws.lambda_.Function("theirs", role=table.arn, package_type="Image")
assert_type(chat.on_message(theirs, reply=True), aws.lambda_.Function)
chat.on_connect(theirs)
chat.on_disconnect(aws.lambda_.Function.get("found", "found-1a2b3c4"))
chat.route("theirs")(theirs)
chat.authorizer(theirs, identity_sources=["context.stage"])
alias = aws.lambda_.Alias("alias", function_name=theirs.name, function_version="1")
chat.route("alias", alias)  # type: ignore[call-overload]
chat.route("table", table)  # type: ignore[call-overload]

# A decorated function is what it was

plain: Callable[[str], None] = on_connect
assert_type(on_message("id", "text"), None)
assert_type(reply("id", "text"), dict[str, list[int]])
waiting: Awaitable[None] = join("id")
on_message("id")  # type: ignore[call-arg]


@room.on_connect  # type: ignore[type-var]
def number(connection_id: str) -> int:
    return 1


chat.on_connect(number)  # type: ignore[type-var]
chat.on_message(42)  # type: ignore[call-overload]
chat.on_disconnect(reply=True)  # type: ignore[call-overload]
chat.route(on_message)  # type: ignore[call-overload]
chat.route("join", 42)  # type: ignore[call-overload]
chat.subscribe(on_message)  # type: ignore[attr-defined]

# Inside handlers


def broadcast(text: str) -> int:
    return sum(chat.send_message(row["id"], text) for row in table.scan())


@room.on_message
def everything(connection_id: str, event: Event) -> None:
    assert_type(chat.send_message(connection_id, "text"), bool)
    assert_type(chat.send_message(connection_id, b"bytes", strict=True), bool)
    assert_type(chat.send_message(connection_id, {"any": ["JSON"]}), bool)
    assert_type(chat.broadcast("text", to=[connection_id]), Broadcast)
    assert_type(chat.broadcast({"any": 1}, to=table.scan()).gone, tuple[str, ...])
    chat.broadcast("text", to=connection_id, exclude=[connection_id])
    assert_type(chat.broadcast("text", exclude=connection_id).failed, tuple[str, ...])
    assert_type(chat.disconnect(connection_id), bool)
    assert_type(chat.get_connection(connection_id), Connection | None)
    chat.send_message(connection_id)  # type: ignore[call-arg]
    chat.send_message(connection_id, "text", True)  # type: ignore[call-arg]
    chat.send_message(7, "text")  # type: ignore[arg-type]
    chat.broadcast("text", [connection_id])  # type: ignore[call-arg]
    chat.broadcast("text", to=[7])  # type: ignore[list-item]
    print(chat.get_connection(connection_id).source_ip)  # type: ignore[union-attr]

    assert_type(table.put_item(item={"id": connection_id, "n": 1}), WriteResult)
    assert_type(table.get_item(key={"id": connection_id}), GetResult)
    assert_type(table.get_item(key={"id": "a"}).item, dict[str, Any] | None)
    assert_type(
        table.delete_item(key={"id": "a"}, return_values="ALL_OLD"), WriteResult
    )
    assert_type(
        table.update_item(
            key={"id": "a"},
            update_expression="SET #n = :n",
            expression_attribute_names={"#n": "n"},
            expression_attribute_values={":n": 1},
            return_values="UPDATED_NEW",
        ).attributes,
        dict[str, Any] | None,
    )
    assert_type(table.scan(), Page)
    assert_type(iter(table.scan()), Iterator[dict[str, Any]])
    assert_type(
        table.query(
            key_condition_expression="id = :id",
            expression_attribute_values={":id": "a"},
        ).items,
        list[dict[str, Any]],
    )
    assert_type(
        table.scan(segment=0, total_segments=2, select="COUNT").last_evaluated_key,
        dict[str, Any] | None,
    )
    assert_type(
        table.put_item(
            item={"id": "a"}, return_consumed_capacity="TOTAL"
        ).consumed_capacity,
        Mapping[str, Any] | None,
    )
    table.scan(select="NONE")  # type: ignore[arg-type]
    table.put_item(item={}, return_values_on_condition_check_failure="NEW")  # type: ignore[arg-type]
    table.put_item({"id": "a"})  # type: ignore[call-arg]
    table.get_item(key="a")  # type: ignore[arg-type]
    table.delete_item(key={"id": "a"}, return_values="ALL_NEW")  # type: ignore[arg-type]

    assert_type(event.connection_id, str)
    assert_type(event.body, str)
    assert_type(event.source_ip, str)
    assert_type(event.connected_at, datetime)
    assert_type(event.message_id, str | None)
    assert_type(event["requestContext"], Any)
    assert_type(plain_connect(event, None), dict[str, Any])


class OwnCondition:
    """What boto3's condition objects have, which come without types."""

    def get_expression(self) -> dict[str, Any]:
        return {}


@room.route("conditions")
def conditions(connection_id: str) -> None:
    table.query(key_condition_expression=OwnCondition())
    table.scan(filter_expression=OwnCondition())
    table.put_item(item={}, condition_expression=OwnCondition())
    table.query(key_condition_expression=7)  # type: ignore[arg-type]
    table.query()  # type: ignore[call-arg]


@room.route("batches")
def batches(connection_id: str) -> None:
    keys = ({"id": str(number)} for number in range(1000))
    found = table.batch_get_item(keys=keys, consistent_read=True)
    assert_type(found, BatchGetResult)
    assert_type(found.responses, list[dict[str, Any]])
    assert_type(iter(found), Iterator[dict[str, Any]])
    assert_type(
        table.batch_write_item(
            put_requests=[{"id": "a", "n": 1}], delete_requests=[{"id": "b"}]
        ),
        BatchWriteResult,
    )
    table.batch_get_item(keys={"id": "a"})  # type: ignore[dict-item]
    table.batch_get_item()  # type: ignore[call-arg]
    table.batch_write_item(put_requests=["a"])  # type: ignore[list-item]


@room.route("transactions")
def transactions(connection_id: str) -> None:
    written = table.transact_write_items(
        transact_items=[
            Put(item={"id": "a"}, condition_expression="attribute_not_exists(id)"),
            Update(
                key={"id": "b"},
                update_expression="ADD n :n",
                expression_attribute_values={":n": 1},
                return_values_on_condition_check_failure="ALL_OLD",
                table=sorted_table,
            ),
            Delete(key={"id": "c"}, condition_expression=OwnCondition()),
            ConditionCheck(key={"id": "d"}, condition_expression="n = m"),
        ]
    )
    assert_type(written, TransactWriteResult)
    read = table.transact_get_items(
        transact_items=[Get(key={"id": "a"}), Get(key={"id": "b"}, table=sorted_table)]
    )
    assert_type(read, TransactGetResult)
    assert_type(read.responses, list[GetResult])
    assert_type(iter(read), Iterator[dict[str, Any] | None])
    table.transact_write_items(transact_items=[Get(key={"id": "a"})])  # type: ignore[list-item]
    table.transact_get_items(transact_items=[Put(item={"id": "a"})])  # type: ignore[list-item]
    table.transact_write_items(transact_items=[{"put": {"item": {}}}])  # type: ignore[list-item]
    Update(key={"id": "a"})  # type: ignore[call-arg]
    ConditionCheck(key={"id": "a"})  # type: ignore[call-arg]
    Put({"id": "a"})  # type: ignore[call-arg]
    Put(item={"id": "a"}, table="Table")  # type: ignore[arg-type]
    Delete(key={"id": "a"}, table=room)  # type: ignore[arg-type]


@table.on_change
def changed(change: Change) -> None:
    assert_type(change.kind, Literal["INSERT", "MODIFY", "REMOVE"])
    assert_type(change.new, dict[str, Any] | None)


@table.on_change(batch_size=1, starting_position="TRIM_HORIZON", memory_size=128)
async def changed_async(change: Change) -> None: ...


# Rooms, users, presences

known = WebSocket("Known", connections=True)
assert_type(known.resources.connections, DynamodbTable | None)
known.grant(role, "room", "user", "connection")
WebSocket("Wrong", connections="yes")  # type: ignore[arg-type]


@known.on_connect
def on_known(connection_id: str) -> Accept:
    Accept(rooms=[7])  # type: ignore[list-item]
    return Accept(user="ann", rooms={"red", "blue"})


@known.on_message
def on_known_message(connection_id: str, body: str) -> None:
    red = known.room("red")
    assert_type(red, Room)
    assert_type(red.join(connection_id), bool)
    assert_type(red.leave(connection_id), bool)
    assert_type(red.broadcast({"any": 1}, exclude=[connection_id]), Broadcast)
    assert_type(red.members(), list[Member])
    assert_type(red.members()[0].connection_ids, tuple[str, ...])
    assert_type(known.user("ann"), User)
    assert_type(known.user("ann").send(body), Broadcast)
    assert_type(known.user("ann").connections(), tuple[str, ...])
    me = known.connection(connection_id)
    assert_type(me, RegisteredConnection)
    assert_type(me.user, str)
    assert_type(me.state, dict[str, Any])
    try:
        me.state = {"score": 1}
        me.state = "text"  # type: ignore[assignment]
    except (StateConflict, StillConnecting) as error:
        assert_type(error.connection_id, str)


@known.on_presence
def on_presence(presence: Presence) -> None:
    assert_type(presence.room, str)
    assert_type(presence.user, str)
    assert_type(presence.joined, bool)


@known.on_presence(batch_size=1, starting_position="TRIM_HORIZON", timeout=900)
async def on_presence_async(presence: Presence) -> None: ...


known.on_presence("handlers.rooms.handler")
known.on_presence(5)  # type: ignore[call-overload]

table.on_change("handlers.rows.handler", timeout=900)
table.on_change(5)  # type: ignore[call-overload]
table.on_change(starting_position="NOW")  # type: ignore[call-overload]


@room.on_disconnect
def errors(connection_id: str) -> None:
    try:
        chat.send_message(connection_id, "text", strict=True)
    except ConnectionGone as gone:
        assert_type(gone.connection_id, str)
    except PayloadTooLarge as large:
        assert_type(large.size, int)
        assert_type(large.limit, int)
    try:
        table.put_item(item={"id": "a"}, condition_expression="n = m")
    except ConditionFailed as failed:
        assert_type(failed.condition_expression, str)
        assert_type(failed.item, Mapping[str, Any] | None)
    except TransactionCanceled as cancelled:
        assert_type(cancelled.reasons, Sequence[CancellationReason])
        assert_type(cancelled.reasons[0].code, str)
        assert_type(cancelled.reasons[0].item, Mapping[str, Any] | None)
    except ItemTooLarge as item:
        assert_type(item.table, str)
    except Throttled as throttled:
        assert_type(throttled.operation, str)
    print(chat.callback_url.get().upper())


def test_chat(wingws: App) -> None:
    with wingws.connect() as a, wingws.connect("Chat", query={"tag": ["x", "y"]}) as b:
        assert_type(a, Client)
        a.send({"action": "join"})
        assert_type(b.receive(timeout=1), str)
        assert_type(b.receive_json(), Any)
        assert_type(b.expect_close(1000).code, int)
        assert_type(b.connection_id, str)
        a.receive(1, 2)  # type: ignore[call-arg]
    assert_type(wingws.table("Rows"), Table)
    assert_type(wingws.table("Rows").get({"id": "a"}), dict[str, Any] | None)
    assert_type(wingws.logs("$default"), list[str])
    assert_type(wingws.invocations(), list[Invocation])
    assert_type(wingws.expect_rejected(401).body, str)
    assert_type(wingws.event.message("hi", route_key="join"), Event)
    wingws.advance(minutes=10)
    wingws.advance(10)  # type: ignore[call-arg]
    with wingws.faults(gone_posts=1, next={"crashes": 1}):
        wingws.seed(7, now=0)
    wingws.seed("7")  # type: ignore[arg-type]


async def test_chat_async() -> None:
    with app("chat", config={"limit": 3}) as wingws:
        async with wingws.aconnect(headers={"X-Colour": "red"}) as client:
            assert_type(client, AsyncClient)
            assert_type(await client.receive(), str)
