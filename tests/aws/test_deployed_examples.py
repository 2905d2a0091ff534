"""Every program of `examples/`, run from what was deployed of it: it does what its
README says, and no longer when one statement, permission or route is taken away."""

import asyncio
import shutil
import sys

import pytest
from websockets.exceptions import InvalidStatus

from tests.aws.cloud import Cloud
from tests.aws.hosting.deployed import read
from tests.aws.hosting.host import Host
from tests.engine.simulator import ROOT

pytestmark = [pytest.mark.engine, pytest.mark.timeout(180)]

EXAMPLES = ROOT / "examples"
GONE = "L0SM9cOFvHcCIhw="  # an id as AWS makes them, of no connection
LOGS = "logs:PutLogEvents"  # what Lambda itself does, which nobody judges here


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


#: What each example does, and how many rows that leaves.
CONVERSATIONS = {"push": (push, 1)}


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
                await converse(host, outputs, lambda *args: run(host, *args))
            except (AssertionError, InvalidStatus):
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
            if LOGS not in statement["Action"]:
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
