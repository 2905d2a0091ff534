"""Which stack a command is about."""

from pathlib import Path

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.project import stack_folder

__all__ = ["only_stack"]


def only_stack(root: Path, file: str) -> str:
    """Return the only stack of a project whose folder has a file.

    Raises:
        ConfigurationError: there is none, or there are several.
    """
    files = stack_folder(root, "").glob(f"*/{file}")
    stacks = sorted(path.parent.name for path in files)
    if len(stacks) != 1:
        found = ", ".join(stacks) or "none; run `pulumi up` first"
        raise ConfigurationError(f"name a stack with --stack; there are: {found}")
    return stacks[0]
