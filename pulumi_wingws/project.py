"""Where a project and its stacks are kept."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Stack", "project_root", "stack_folder"]

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


def project_root() -> Path:
    """Return the nearest folder, upwards from the current one, with a Pulumi.yaml.

    Programs and providers run in processes of their own, both below that folder. Where
    there is none, as in a program under mocks, the current folder is the project.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if any((folder / name).is_file() for name in _PROJECT_FILES):
            return folder
    return here


def stack_folder(root: Path, stack: str) -> Path:
    """Return where a stack's builds, logs, tables and simulator are kept."""
    return root / ".wingws" / "stacks" / stack


@dataclass(frozen=True)
class Stack:
    """A stack of a project; ``root`` is the project's folder."""

    name: str
    project: str
    root: Path

    @property
    def folder(self) -> Path:
        """Where what belongs to the stack is kept."""
        return stack_folder(self.root, self.name)
