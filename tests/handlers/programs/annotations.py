"""Annotations that name things of deploy time."""
import pulumi_stand_ins as pulumi
from dataclasses import dataclass
from typing import Optional


@dataclass
class Job:
    name: str
    arn: pulumi.Output = None
    other: Optional[pulumi.Output] = None

    def run(self, how: pulumi.Output, *, times: int = 2) -> "pulumi.Output":
        return self.name * times


def on_message(
    connection_id: str,
    body: pulumi.Output,
) -> Optional[
    pulumi.Output
]:
    def inner(x: pulumi.Output) -> pulumi.Output:
        return x
    return inner(repr(Job(body)) + Job("b").run(1))


ANSWERS = {"a": "Job(name='a', arn=None, other=None)bb"}
