"""Where a project and its stacks are kept."""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["STACKS", "Stack", "nearest_project", "project_root", "stack_folder"]

#: Names the folder of the stacks where it is another than the project's ``.wingws``:
#: tests keep theirs apart, and away from the project.
STACKS = "WINGWS_STACKS"

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


def project_root() -> Path:
    """Return the nearest folder, upwards from the current one, with a Pulumi.yaml.

    Programs and providers run in processes of their own, both below that folder. Where
    there is none, as in a program under mocks, the current folder is the project.
    """
    return nearest_project(Path.cwd())


def nearest_project(here: Path) -> Path:
    """Return the nearest folder, upwards from one, with a Pulumi.yaml; else that."""
    for folder in (here, *here.parents):
        if any((folder / name).is_file() for name in _PROJECT_FILES):
            return folder
    return here


def stack_folder(root: Path, stack: str) -> Path:
    """Return where a stack's builds, logs, tables and simulator are kept."""
    return Path(os.environ.get(STACKS) or root / ".wingws" / "stacks") / stack


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
