"""The packages of others that handlers import: found, chosen, installed as layers.

Pure decisions are in ``closure``, ``package`` and ``platform``; ``installer`` and
``layers`` move the bytes. Nothing here knows Pulumi.
"""

from .dependencies import Dependencies
from .errors import DependencyError, MissingWheel
from .layers import Layer, layer_folder
from .package import Pin
from .platform import ARCHITECTURES, Architecture, Platform, function_platform
from .requested import Requirements

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "Dependencies",
    "DependencyError",
    "Layer",
    "MissingWheel",
    "Pin",
    "Platform",
    "Requirements",
    "function_platform",
    "layer_folder",
]
