"""Every program of `examples/`, run from what was deployed of it: it does what its
README says, and no longer when one statement, permission or route is taken away."""

import asyncio
import json
import shutil
import sys
from itertools import pairwise

import pytest
from websockets.exceptions import InvalidStatus
from wingws_simulator.core.lambda_result import Returned

from tests.aws.cloud import Cloud
from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host
from tests.engine.simulator import ROOT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

SILENCE = 15  # seconds, after which nothing is heard any more
#: What the table's stream tells when Bob has come into the lobby.
BOB_COMES = {
    "eventID": "1",
    "eventName": "MODIFY",
    "dynamodb": {
        "SequenceNumber": "1",
        "Keys": {"pk": {"S": "room#lobby"}, "sk": {"S": "bob"}},
        "NewImage": {"seats": {"M": {}}},
    },
}
EXAMPLES = ROOT / "examples"
GONE = "L0SM9cOFvHcCIhw="  # an id as AWS makes them, of no connection
#: What Lambda itself does, or a broadcast to thousands, which nobody judges here.
NOT_JUDGED = {
    "logs:PutLogEvents",
    "sqs:ReceiveMessage",
    "dynamodb:GetRecords",
    "dynamodb:ListStreams",
    "lambda:InvokeFunction",
}


async def push(host, outputs, run):
    """An operator and a script push to two listeners; a third one has vanished."""
    news, desk = outputs["news_url"], outputs["desk_url"]
    row = {"connectionId": {"S": GONE}}
    async with (
        host.connect(news) as first,
        host.connect(news) as second,
        host.connect(desk) as operator,
    ):
        await operator.send("from the desk")
        assert await operator.recv() == "sent to 2"
        assert await first.recv() == await second.recv() == "from the desk"

        put_item = host.client("dynamodb").put_item
        await asyncio.to_thread(put_item, TableName=outputs["table_name"], Item=row)
        lines = await run("push.py", "from the script")
        assert sorted(lines) == [f"{GONE} is gone", "sent to 2"]
        assert await first.recv() == await second.recv() == "from the script"


async def game(host, outputs, run):
    """A player moves, and another one sees it; a third one has vanished."""
    url, dynamodb = outputs["url"], host.client("dynamodb")
    here = {"dx": {"N": "0"}, "dy": {"N": "0"}}
    gone = {"TableName": outputs["players"], "Item": {"connectionId": {"S": GONE}}}
    await asyncio.to_thread(dynamodb.put_item, **{**gone, "Item": gone["Item"] | here})
    async with host.connect(url) as first, host.connect(url) as second:
        await first.send(json.dumps({"action": "move", "dx": 1, "dy": 0}))
        answer = json.loads(await first.recv())
        assert "you" in answer
        you = answer["you"]
        invoked = host.invoke_by_rule(outputs["rule"], outputs["loop"], {})
        loop = asyncio.create_task(invoked)
        try:
            worlds = [json.loads(await second.recv())["players"] for _ in range(4)]
        finally:
            await asyncio.to_thread(end_loop, dynamodb, outputs["world"])
            result = await loop
        assert isinstance(result, Returned), result
    columns = [world[you][0] for world in worlds]
    assert [(after - before) % 20 for before, after in pairwise(columns)] == [1, 1, 1]
    assert GONE not in worlds[-1]


def end_loop(dynamodb, world):
    """Let the loop see that another one has begun."""
    dynamodb.update_item(
        TableName=world,
        Key={"id": {"S": "world"}},
        UpdateExpression="SET #loop = :other",
        ExpressionAttributeNames={"#loop": "loop"},
        ExpressionAttributeValues={":other": {"S": "another"}},
    )


async def notifier(host, outputs, run):
    """What is in the queue reaches two listeners; a third one has vanished."""
    row = {"connectionId": {"S": GONE}}
    url = outputs["url"]
    async with host.connect(url) as first, host.connect(url) as second:
        put_item = host.client("dynamodb").put_item
        await asyncio.to_thread(put_item, TableName=outputs["table_name"], Item=row)
        event = {"Records": [{"body": "from the queue"}]}
        result = await host.invoke(outputs["consumer"], event)
        assert isinstance(result, Returned), result
        assert await first.recv() == await second.recv() == "from the queue"


async def rooms(host, outputs, run):
    """Two tabs of a user and another one talk in a room, which hears who comes."""
    url = outputs["url"]
    async with (
        host.connect(f"{url}?user=ann") as first,
        host.connect(f"{url}?user=ann") as second,
        host.connect(f"{url}?user=bob") as other,
    ):
        for tab, members in ((first, 1), (second, 1), (other, 2)):
            await tab.send(json.dumps({"action": "join", "room": "lobby"}))
            answer = {"room": "lobby", "members": ["ann", "bob"][:members]}
            assert json.loads(await tab.recv()) == answer
        await first.send(json.dumps({"action": "say", "text": "hello"}))
        told = {"user": "ann", "text": "hello"}
        presence = host.function_named("Chat-presence")
        for told_next in ({"joined": "bob", "members": ["ann", "bob"]}, None):
            for tab in (first, second, other):
                assert json.loads(await tab.recv()) == told
            if told_next:
                result = await host.invoke(presence, {"Records": [BOB_COMES]})
                assert isinstance(result, Returned), result
                told = told_next
        await other.send(json.dumps({"action": "join", "room": "attic"}))
        answer = {"room": "attic", "members": ["bob"]}
        assert json.loads(await other.recv()) == answer


#: What each example does, and how many rows that leaves.
CONVERSATIONS = {
    "game": (game, 1),
    "notifier": (notifier, 0),
    "push": (push, 1),
    "rooms": (rooms, 0),
}


@pytest.fixture(scope="module", params=sorted(CONVERSATIONS))
def name(request):
    """An example's."""
    return request.param


@pytest.fixture(scope="module")
def cloud(name):
    """An AWS account for the example alone."""
    cloud = Cloud()
    yield cloud
    cloud.close()


@pytest.fixture(scope="module")
def project(name, make_aws_project):
    """The example, deployed with all of its files."""
    folder = EXAMPLES / name
    project = make_aws_project((folder / "__main__.py").read_text())
    users = shutil.ignore_patterns(".*", "Pulumi*", "__pycache__")
    shutil.copytree(folder, project.folder, ignore=users, dirs_exist_ok=True)
    project.up()
    return project


@pytest.fixture(scope="module")
def outputs(project):
    """The stack's outputs."""
    return project.outputs


@pytest.fixture(scope="module")
def deployed(project, cloud):
    """What was deployed."""
    return read(cloud)


@pytest.fixture
def hold(name, project, outputs, pulumi_cli, cloud, tmp_path_factory, tls):
    """Say whether all goes as it should: `hold(deployed)`."""
    converse, rows_left = CONVERSATIONS[name]

    async def run(host, *arguments):
        backend = {"PULUMI_BACKEND_URL": project.folder.as_uri()}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *arguments),
            cwd=project.folder,
            env={**pulumi_cli, **backend, **host.environment()},
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        return output.decode().splitlines()

    async def scenario(host):
        async with host:
            try:
                conversation = converse(host, outputs, lambda *args: run(host, *args))
                await asyncio.wait_for(conversation, SILENCE)
            except (AssertionError, InvalidStatus, TimeoutError):
                return False
        return host.rows_left == rows_left

    def hold(deployed):
        folder = tmp_path_factory.mktemp("host")
        host = Host(deployed, cloud.client("ssm"), folder=folder, tls=tls)
        return asyncio.run(scenario(host))

    return hold


def test_every_example_is_held():
    """None is left out."""
    folders = {each.name for each in EXAMPLES.iterdir() if each.is_dir()}

    assert folders == CONVERSATIONS.keys()


def test_it_does_what_its_readme_says(hold, deployed):
    """As deployed, over real sockets."""
    assert hold(deployed)


def less_statements(deployed):
    """Yield what was deployed without one statement of a role."""
    for function in deployed.functions:
        for statement in function.statements:
            if NOT_JUDGED.isdisjoint(statement["Action"]):
                left = tuple(each for each in function.statements if each != statement)
                yield statement, deployed.but(function, statements=left)


def less_permissions(deployed):
    """Yield what was deployed without one permission to invoke a function."""
    for function in deployed.functions:
        for permission in function.permissions:
            left = tuple(each for each in function.permissions if each != permission)
            yield permission, deployed.but(function, permissions=left)


def less_routes(deployed):
    """Yield what was deployed without one route."""
    for api in deployed.apis:
        for route in api.routes:
            left = tuple(each for each in api.routes if each != route)
            yield route, deployed.but(api, routes=left)


@pytest.mark.parametrize("less", [less_statements, less_permissions, less_routes])
def test_it_needs_every_part(hold, deployed, less):
    """Whatever is taken away is missed."""
    broken = list(less(deployed))

    assert broken
    assert [part for part, left in broken if hold(left)] == []
