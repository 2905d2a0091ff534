"""A broadcast, run from what was deployed of it: its function invokes itself."""

import asyncio
import io
import json
import zipfile

import pytest

from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import pulumi
from pulumi_wingws import DynamodbTable, WebSocket

people = DynamodbTable(
    "People", hash_key="connectionId", attribute_definitions={"connectionId": "S"}
)
chat = WebSocket("Chat")

@chat.on_connect
def on_connect(connection_id):
    people.put_item(item={"connectionId": connection_id})

@chat.on_message(reply=True)
def on_message(connection_id, body):
    report = chat.broadcast(body, to=people.scan(), exclude=connection_id)
    return [report.sent, report.gone, report.failed]

pulumi.export("url", chat.url)
"""


@pytest.fixture(scope="module")
def url_and_deployed(make_aws_project, cloud):
    """The URL that the stack exports, and what was deployed."""
    project = make_aws_project(PROGRAM)
    project.up()
    return project.outputs["url"], read(cloud)


@pytest.fixture
def deployed(url_and_deployed):
    """What was deployed, but for how many connections one invocation serves: one."""
    _, deployed = url_and_deployed
    function = function_of(deployed)
    return deployed.but(function, code=serving_one(function.code))


def function_of(deployed):
    return deployed.function_of(deployed.api.route("$default"))


def serving_one(code):
    """Return a zip whose runtime lets an invocation serve one connection."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(code)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "wingws_runtime/fan_out.py":
                assert b"SERVED = 2000" in content
                content = content.replace(b"SERVED = 2000", b"SERVED = 1")
            new.writestr(name, content)
    return changed.getvalue()


@pytest.fixture
def broadcast(url_and_deployed, cloud, tmp_path, tls):
    """Broadcast: `broadcast(deployed)` returns what each client got, and the log."""
    url, _ = url_and_deployed

    def broadcast(deployed):
        host = Host(deployed, cloud.client("ssm"), folder=tmp_path, tls=tls)
        received = asyncio.run(converse(host, url))
        log = tmp_path / "logs" / f"{function_of(deployed).name}.log"
        return received, log.read_text()

    return broadcast


async def converse(host, url):
    """Return what the sender is answered, and what two others get."""
    async with (
        host,
        host.connect(url) as sender,
        host.connect(url) as one,
        host.connect(url) as other,
    ):
        await sender.send("news")
        report = json.loads(await sender.recv())
        return [report, await one.recv(), await other.recv()]


def test_its_function_may_invoke_itself(deployed):
    """The statement is of that one function, and no other role has one."""
    allowed = {
        function.arn: statement["Resource"]
        for function in deployed.functions
        for statement in function.statements
        if "lambda:InvokeFunction" in statement["Action"]
    }
    arn = function_of(deployed).arn
    assert allowed == {arn: [arn]}


def test_it_fans_out(broadcast, deployed):
    """Further invocations send, with the rights that were deployed."""
    received, log = broadcast(deployed)
    assert received == [[2, [], []], "news", "news"]
    assert "are sent to here" not in log


def test_it_needs_the_statement_to(broadcast, deployed):
    """Without it the first invocation sends to everyone, and its log says why."""
    function = function_of(deployed)
    left = function.statements_but("lambda:InvokeFunction")
    received, log = broadcast(deployed.but(function, statements=left))
    assert received == [[2, [], []], "news", "news"]
    assert "not authorized to perform: lambda:InvokeFunction on resource" in log
