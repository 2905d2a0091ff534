"""The queue and the function that AWS runs `consumer.py` in."""

from pathlib import Path

import pulumi
import pulumi_aws as aws
import wingws_runtime

RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
TRUST = {"Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


def deploy(news, listeners, environment):
    """Return the queue and its consumer."""
    # Lambda wants messages hidden for six times the function's timeout.
    queue = aws.sqs.Queue("news", visibility_timeout_seconds=120)
    logs = aws.cloudwatch.LogGroup("consumer", retention_in_days=30)
    role = aws.iam.Role("consumer", assume_role_policy=policy(TRUST))
    receive = {"Action": RECEIVE, "Resource": queue.arn}
    write = {
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": pulumi.Output.concat(logs.arn, ":*"),
    }
    own = aws.iam.RolePolicy("consumer", role=role.id, policy=policy(receive, write))
    news.grant(role, "broadcast")
    listeners.grant(role, "scan", "delete_item")
    grants = [each.resources.grants["consumer"] for each in (news, listeners)]
    consumer = aws.lambda_.Function(
        "consumer",
        role=role.arn,
        runtime="python3.13",
        architectures=["arm64"],
        handler="consumer.handler",
        code=code(),
        memory_size=256,
        timeout=20,
        environment={"variables": environment},
        logging_config={"log_format": "Text", "log_group": logs.name},
        opts=pulumi.ResourceOptions(depends_on=[own, *grants]),
    )
    aws.lambda_.EventSourceMapping(
        "consumer", event_source_arn=queue.arn, function_name=consumer.arn, batch_size=1
    )
    return queue, consumer


def policy(*statements):
    allowed = [{"Effect": "Allow", **each} for each in statements]
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": allowed})


def code():
    """Return the function's file, and the handles that it imports."""
    runtime = Path(wingws_runtime.__file__).parent.glob("*.py")
    files = {f"wingws_runtime/{each.name}": each for each in runtime}
    files["consumer.py"] = Path("consumer.py")
    assets = {name: pulumi.FileAsset(str(each)) for name, each in files.items()}
    return pulumi.AssetArchive(assets)
