"""What a run of the program wants of the simulator, and what it has from before."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Operation", "Plan", "Resource", "State"]

Properties = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A resource that the simulator has, as far as a later run has to know it.

    Attributes:
        inputs: those whose change makes another resource, or other outputs. No secrets.
        outputs: ids, names, ports, which it gets back when the simulator is revived.
    """

    kind: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


@dataclass(frozen=True)
class State:
    """What the last run left, in ``dev.json`` beside ``daemon.json``.

    Attributes:
        daemon: id of a simulator that ``wingws dev`` started and has to end.
        resources: by key.
    """

    daemon: str | None = None
    resources: Mapping[str, Resource] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "State":
        """Read it; a file that is missing or torn says nothing."""
        try:
            content = json.loads((folder / "dev.json").read_text(encoding="utf-8"))
            return cls.from_json(content)
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "State":
        """Read what `to_json` made."""
        resources = content["resources"].items()
        return cls(
            content["daemon"], {key: Resource(**each) for key, each in resources}
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    def write(self, folder: Path) -> None:
        """Write it, all or nothing, for the user's eyes only."""
        temporary = folder / "dev.json.tmp"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self.to_json(), file)
        temporary.replace(folder / "dev.json")


@dataclass(frozen=True)
class Operation:
    """One resource that the program wants: what `pulumi up` gives to the provider."""

    name: str
    props: Properties

    @property
    def kind(self) -> str:
        """One of ``target``, ``api``, ``stage``, ``function`` and ``table``."""
        return str(self.props["kind"])

    @property
    def key(self) -> str:
        """What tells it from others of its kind."""
        return f"{self.kind} {self.props.get('key', '')}"


@dataclass(frozen=True)
class Plan:
    """What came of a run.

    Attributes:
        operations: in the order in which the program's resources wait for another.
        foreign: resources and calls that the simulator does not know, as a person
            would name them.
        messages: pairs of a level and what the program logged.
        error: why there is no plan; what to show to the user.
        packages: Pulumi's packages that the program imports, which take long to import.
    """

    operations: tuple[Operation, ...] = ()
    foreign: tuple[str, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    error: str | None = None
    packages: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Plan":
        """Read what `to_json` made."""
        return cls(
            tuple(Operation(**each) for each in content["operations"]),
            tuple(content["foreign"]),
            tuple((level, text) for level, text in content["messages"]),
            content["error"],
            tuple(content["packages"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it; it may hold secrets."""
        return asdict(self)
