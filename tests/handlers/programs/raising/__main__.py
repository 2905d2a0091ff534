"""Exceptions on every kind of line."""
from __future__ import annotations
import pulumi_stand_ins as pulumi
from app.tools import Tool, tool, later as postponed

if True:
    def inside(x: pulumi.Output): return 1 + \
        x["é"]; never = 1


def on_message(connection_id: str, body: pulumi.Output, extra={}) -> pulumi.Output:
    word = "é"; value = {"": 1}; CASES[body](value)


def comprehension(value): return [é.missing for é in ["é", "é"]]


CASES = {
    "inside": inside, "tool": Tool().run, "generator": tool, "comprehension": comprehension, "postponed": postponed
}
RAISES = list(CASES)
