"""The resource that remembers a stack's target, one per stack on both targets.

Switching a stack's target would delete the other cloud's resources, rows included, and
Pulumi would not warn. This resource's provider refuses it in ``check``, which stops the
preview. On ``sim`` it also stands for the stack's simulator: created first, it starts
it; deleted last, it stops it.
"""

import platform
from importlib.metadata import version

import pulumi
from pulumi.dynamic import Resource

from ..project import Stack
from .sim_provider import Provider

__all__ = ["StackTarget"]


class StackTarget(Resource, module="wingws", name="StackTarget"):
    """The stack's target and, on ``sim``, its simulator."""

    def __init__(self, target: str, stack: Stack, **checked: object) -> None:
        config = pulumi.Config("wingws")
        inputs = {
            "kind": "target",
            "target": target,
            "stack": stack.name,
            "project": stack.project,
            "allow_target_change": config.get_bool("allowTargetChange") or False,
            **checked,
        }
        if target == "sim":
            # A simulator started by another version or Python is replaced.
            inputs["version"] = version("pulumi-wingws")
            inputs["python"] = platform.python_version()
            inputs["port"] = None
        super().__init__(
            Provider(),
            "wingws-target",
            inputs,
            pulumi.ResourceOptions(delete_before_replace=True),  # one simulator a stack
        )
