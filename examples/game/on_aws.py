"""The function that AWS runs `loop.py` in, and the rule that starts it each minute."""

from pathlib import Path

import pulumi
import pulumi_aws as aws
import wingws_runtime

TRUST = {"Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


def deploy(game, players, world, environment):
    """Return the loop's function, and the rule."""
    logs = aws.cloudwatch.LogGroup("loop", retention_in_days=30)
    role = aws.iam.Role("loop", assume_role_policy=policy(TRUST))
    write = {
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": pulumi.Output.concat(logs.arn, ":*"),
    }
    own = aws.iam.RolePolicy("loop", role=role.id, policy=policy(write))
    game.grant(role, "broadcast")
    players.grant(role, "scan", "delete_item")
    world.grant(role, "get_item", "put_item")
    grants = [each.resources.grants["loop"] for each in (game, players, world)]
    loop = aws.lambda_.Function(
        "loop",
        role=role.arn,
        runtime="python3.13",
        architectures=["arm64"],
        handler="loop.handler",
        code=code(),
        memory_size=512,
        timeout=90,  # the next one has begun by then
        environment={"variables": environment},
        logging_config={"log_format": "Text", "log_group": logs.name},
        opts=pulumi.ResourceOptions(depends_on=[own, *grants]),
    )
    rule = aws.cloudwatch.EventRule("loop", schedule_expression="rate(1 minute)")
    may = aws.lambda_.Permission(
        "loop",
        function=loop.name,
        action="lambda:InvokeFunction",
        principal="events.amazonaws.com",
        source_arn=rule.arn,
    )
    starts = pulumi.ResourceOptions(depends_on=[may])
    aws.cloudwatch.EventTarget("loop", rule=rule.name, arn=loop.arn, opts=starts)
    return loop, rule


def policy(statement):
    allowed = {"Effect": "Allow", **statement}
    return pulumi.Output.json_dumps({"Version": "2012-10-17", "Statement": [allowed]})


def code():
    """Return the function's file, and the handles that it imports."""
    runtime = Path(wingws_runtime.__file__).parent.glob("*.py")
    files = {f"wingws_runtime/{each.name}": each for each in runtime}
    files["loop.py"] = Path("loop.py")
    assets = {name: pulumi.FileAsset(str(each)) for name, each in files.items()}
    return pulumi.AssetArchive(assets)
