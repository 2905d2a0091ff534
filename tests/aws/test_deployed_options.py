"""What a program says of functions and tags, as AWS has it once it is deployed."""

import io
import zipfile

import pytest

pytestmark = [pytest.mark.engine, pytest.mark.timeout(120)]

PROGRAM = """
import humanize
import pulumi
from pulumi_wingws import AccessLog, Alarms, Domain, Vpc, WebSocket

chat = WebSocket(
    "Chat",
    tags={tags},
    alarms=Alarms(["arn:aws:sns:eu-central-1:123456789012:x"]),
    api_keys=["mobile"],
    domain=Domain(
        "chat.example.com", "arn:aws:acm:eu-central-1:123456789012:certificate/abc"
    ),
)
key = pulumi.Config().require_secret("key")

@chat.on_connect
def on_connect(connection_id: str) -> None:
    pass

@chat.on_message(reply=True, {options})
def on_message(connection_id: str, body: str) -> str:
    return key.get() + humanize.naturalsize(len(body))
"""

TAGS = {"team": "chat", "Cost centre": "4711"}
OPTIONS = """
    environment={"LEVEL": "info"},
    architecture="x86_64",
    memory_size=256,
    timeout=7,
    reserved_concurrency=3,
    log_retention=90,
    log_format="JSON",
    tracing=True,
    ephemeral_storage=1024,
    vpc=Vpc(subnet_ids=["subnet-1", "subnet-2"], security_group_ids=["sg-1"]),
    layers=[EXTENSION],
"""


def program(options):
    """Return the program with options of its message handler."""
    return PROGRAM.replace("{tags}", repr(TAGS)).replace("{options}", options)


@pytest.fixture(scope="module")
def extension(cloud):
    """The ARN of a layer that is there before."""
    with io.BytesIO() as content:
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("extensions/noting", "#!/bin/sh\n")
        layer = cloud.client("lambda").publish_layer_version(
            LayerName="extension", Content={"ZipFile": content.getvalue()}
        )
    return layer["LayerVersionArn"]


@pytest.fixture(scope="module")
def project(make_aws_project, extension):
    """The chat, deployed."""
    options = OPTIONS.replace("EXTENSION", repr(extension))
    project = make_aws_project(program(options))
    project.config_set("key", "swordfish", secret=True)
    project.up()
    return project


@pytest.fixture
def told(project, cloud):
    """Return what AWS tells of a function: `told("default")`."""
    lambda_ = cloud.client("lambda")

    def told(handler):
        functions = lambda_.list_functions()["Functions"]
        (name,) = (
            each["FunctionName"]
            for each in functions
            if handler in each["FunctionName"]
        )
        reserved = lambda_.get_function_concurrency(FunctionName=name)
        found = lambda_.get_function(FunctionName=name)
        return {
            **found["Configuration"],
            "Tags": found.get("Tags"),
            "Reserved": reserved.get("ReservedConcurrentExecutions"),
        }

    return told


def retention(cloud, handler):
    """Return for how many days a handler's log is kept."""
    (group,) = cloud.client("logs").describe_log_groups(
        logGroupNamePrefix=f"Chat-{handler}-logs"
    )["logGroups"]
    return group["retentionInDays"]


def test_a_handler_has_what_it_asks_for(told, cloud, extension):
    """Every option of its function, and the layer with its package."""
    function = told("default")
    own, packages = (layer["Arn"] for layer in function["Layers"])
    assert own == extension
    *_, name, version = packages.split(":")
    content = cloud.client("lambda").get_layer_version(
        LayerName=name, VersionNumber=int(version)
    )

    assert function["Environment"]["Variables"]["LEVEL"] == "info"
    assert function["Architectures"] == content["CompatibleArchitectures"] == ["x86_64"]
    assert (function["MemorySize"], function["Timeout"]) == (256, 7)
    assert function["Reserved"] == 3
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert function["EphemeralStorage"] == {"Size": 1024}
    assert function["VpcConfig"]["SubnetIds"] == ["subnet-1", "subnet-2"]
    assert function["VpcConfig"]["SecurityGroupIds"] == ["sg-1"]
    assert retention(cloud, "default") == 90
    assert content["Description"].startswith("humanize==")


def test_the_others_have_what_is_usual(told, cloud):
    """One handler's options are no other's."""
    function = told("connect")

    assert function["Architectures"] == ["arm64"]
    assert (function["MemorySize"], function["Timeout"]) == (1024, 29)
    assert function["Reserved"] is None
    assert function["TracingConfig"] == {"Mode": "PassThrough"}
    assert function["EphemeralStorage"] == {"Size": 512}
    assert not function["VpcConfig"]["SubnetIds"]
    assert not function.get("Layers")
    assert retention(cloud, "connect") == 30


def test_its_role_allows_what_lambda_does_with_it(told, cloud):
    """Traces and network interfaces, and neither for the others."""
    iam = cloud.client("iam")

    def services(handler):
        role = told(handler)["Role"].rpartition("/")[2]
        (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)
        return {
            action.partition(":")[0]
            for statement in document["PolicyDocument"]["Statement"]
            for action in statement["Action"]
        }

    assert services("default") == {"logs", "ssm", "xray", "ec2"}
    assert services("connect") == {"logs"}


def test_all_that_can_has_its_tags(told, cloud):
    """Functions, roles, logs, parameters, alarms, API, stage, keys and domain."""
    gateway, keys = cloud.client("apigatewayv2"), cloud.client("apigateway")
    (api,) = gateway.get_apis()["Items"]
    (stage,) = gateway.get_stages(ApiId=api["ApiId"])["Items"]
    found = [api, stage, *gateway.get_domain_names()["Items"]]
    found += [told("connect"), told("default")]
    tags = [each["Tags"] for each in found]
    tags += [each["tags"] for each in keys.get_api_keys()["items"]]
    tags += [each["tags"] for each in keys.get_usage_plans()["items"]]
    tags += [*map(as_dict, listed(cloud))]

    assert len(tags) == 17
    assert [each for each in tags if each != TAGS] == []


def listed(cloud):
    """Yield the lists of tags that IAM, CloudWatch, Logs and SSM have."""
    iam, logs = cloud.client("iam"), cloud.client("logs")
    watch, ssm = cloud.client("cloudwatch"), cloud.client("ssm")
    for role in iam.list_roles()["Roles"]:
        yield iam.list_role_tags(RoleName=role["RoleName"])["Tags"]
    for group in logs.describe_log_groups()["logGroups"]:
        arn = group["arn"].removesuffix(":*")
        yield logs.list_tags_for_resource(resourceArn=arn)["tags"]
    for alarm in watch.describe_alarms()["MetricAlarms"]:
        yield watch.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
    for each in ssm.describe_parameters()["Parameters"]:
        yield ssm.list_tags_for_resource(
            ResourceType="Parameter", ResourceId=each["Name"]
        )["TagList"]


def as_dict(tags):
    """Return tags by key, whichever form they have."""
    if isinstance(tags, dict):
        return tags
    return {each["Key"]: each["Value"] for each in tags}


def test_options_change_in_place(project, told, cloud):
    """Those that are no longer said are as usual again; the function stays the same."""
    before = told("default")["FunctionArn"]
    project.write(program("log_retention=7, memory_size=512"))
    project.up()
    function = told("default")

    assert function["FunctionArn"] == before
    assert function["MemorySize"] == 512
    assert function["Reserved"] is None
    assert not function["VpcConfig"]["SubnetIds"]
    assert retention(cloud, "default") == 7
