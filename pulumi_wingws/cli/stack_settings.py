"""A stack's configuration, as far as it is in files in clear.

https://www.pulumi.com/docs/iac/concepts/projects/project-file/
"""

from pathlib import Path
from typing import Any

import yaml

from pulumi_wingws.errors import ConfigurationError
from pulumi_wingws.target_setting import chosen_target

__all__ = ["configured_stacks", "configured_target", "is_project"]


def is_project(root: Path) -> bool:
    """Say whether a folder is a Pulumi project."""
    return _project_file(root) is not None


def configured_stacks(root: Path) -> set[str]:
    """Return the stacks that have a file of settings."""
    files = _folder(root).glob(f"Pulumi.*{_suffix(root)}")
    return {file.stem.removeprefix("Pulumi.") for file in files}


def configured_target(root: Path, stack: str) -> str:
    """Return the stack's target.

    Raises:
        ConfigurationError: it is no target, or a file cannot be read.
    """
    project = _read(_project_file(root))
    values = {
        **_flat(project.get("config"), project.get("name")),
        **_flat(_read(_stack_file(root, stack)).get("config"), None),
    }
    own = values.get(f"{project.get('name')}:target")
    return chosen_target(own, values.get("wingws:target"))


def _flat(config: Any, project: str | None) -> dict[str, Any]:
    """Return values by their full keys; a project's own may be declared with more."""
    values = config if isinstance(config, dict) else {}
    return {
        key if ":" in key else f"{project}:{key}": _plain(value)
        for key, value in values.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return value.get("value", value.get("default"))
    return value


def _project_file(root: Path) -> Path | None:
    files = (root / f"Pulumi.{end}" for end in ("yaml", "yml", "json"))
    return next((file for file in files if file.is_file()), None)


def _suffix(root: Path) -> str:
    file = _project_file(root)
    return file.suffix if file else ".yaml"


def _stack_file(root: Path, stack: str) -> Path:
    return _folder(root) / f"Pulumi.{stack}{_suffix(root)}"


def _folder(root: Path) -> Path:
    """Return where the files of settings are."""
    return root / str(_read(_project_file(root)).get("stackConfigDir", "."))


def _read(file: Path | None) -> dict[str, Any]:
    if file is None or not file.is_file():
        return {}
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as exc:
        raise ConfigurationError(f"{file} cannot be read: {exc}") from exc
    return content if isinstance(content, dict) else {}
