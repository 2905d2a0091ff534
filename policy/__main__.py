#!/usr/bin/env python3
"""The policy pack: a folder for the CLI, or by its first line an executable."""

from policies import policies
from pulumi_policy import PolicyPack

PolicyPack("wingws", policies())
