"""Turn a Python function, with whatever it captures, into a Lambda artifact."""

from .bindings import note_bindings
from .builds import write_build
from .check import Build, check_build, check_builds, started_ahead
from .grammar import check_grammar
from .guard import secrets_of
from .model import (
    Classify,
    Component,
    Configuration,
    ForeignImport,
    HandlerSource,
    NotedBinding,
    Place,
    Slice,
    UsedComponent,
    UsedOutput,
)
from .refusals import Refusal, Refused
from .slices import slice_handler

__all__ = [
    "Build",
    "Classify",
    "Component",
    "Configuration",
    "ForeignImport",
    "HandlerSource",
    "NotedBinding",
    "Place",
    "Refusal",
    "Refused",
    "Slice",
    "UsedComponent",
    "UsedOutput",
    "check_build",
    "check_builds",
    "check_grammar",
    "note_bindings",
    "secrets_of",
    "slice_handler",
    "started_ahead",
    "write_build",
]
