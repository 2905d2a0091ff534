"""The stack that ``wingws dev`` serves, and its configuration, from Pulumi's files."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..errors import ConfigurationError

__all__ = ["DEFAULT_STACK", "Project", "StackFile", "read_project", "stack_name"]

DEFAULT_STACK = "dev"
"""The stack where none is selected whose target is ``sim``."""


@dataclass(frozen=True)
class Project:
    """What ``Pulumi.yaml`` says.

    Attributes:
        root: folder of the file.
        file: the file itself.
        main: the program, a folder or a file.
        config: configuration for all stacks, by full keys.
        stack_files: folder of the files of its stacks.
    """

    root: Path
    file: Path
    name: str
    main: Path
    config: Mapping[str, Any]
    stack_files: Path

    @property
    def folder(self) -> Path:
        """Where the program runs."""
        return self.main if self.main.is_dir() else self.main.parent

    def stack_file(self, stack: str) -> "StackFile":
        """Read ``Pulumi.<stack>.yaml``; one that is missing says nothing."""
        path = self.stack_files / f"Pulumi.{stack}{self.file.suffix}"
        content = _read(path) if path.is_file() else {}
        config = content.get("config") or {}
        if not isinstance(config, dict):
            raise ConfigurationError(
                f"{path} has the config {config!r}; expected keys and values"
            )
        return StackFile(
            path,
            _full_keys(self.name, config),
            content.get("encryptionsalt"),
        )


@dataclass(frozen=True)
class StackFile:
    """What a stack's file says.

    Attributes:
        config: values by full keys, with ``{"secure": ciphertext}`` for secrets.
        salt: with a passphrase it makes the key of the secrets; None for stacks whose
            secrets somebody else keeps.
    """

    path: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    salt: str | None = None

    def target(self, project: str) -> object:
        """Return the target that it sets, if any."""
        return self.config.get(f"{project}:target", self.config.get("wingws:target"))


def read_project(root: Path) -> Project:
    """Read a project's file.

    Raises:
        ConfigurationError: there is none, or it is no project of Python.
    """
    names = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
    file = next((root / name for name in names if (root / name).is_file()), None)
    if file is None:
        raise ConfigurationError(
            f"there is no Pulumi.yaml in {root} or above; expected one, as "
            "`wingws new chat` writes it"
        )
    content = _read(file)
    runtime = content.get("runtime")
    language = runtime.get("name") if isinstance(runtime, Mapping) else runtime
    if language != "python" or not isinstance(content.get("name"), str):
        raise ConfigurationError(
            f"{file} has the name {content.get('name')!r} and the runtime "
            f"{language!r}; expected a name and the runtime python"
        )
    return Project(
        root,
        file,
        content["name"],
        (root / _folder(file, content, "main")).resolve(),
        _defaults(content["name"], content.get("config")),
        root / _folder(file, content, "stackConfigDir"),
    )


def stack_name(project: Project, named: str | None) -> str:
    """Return which stack to serve: the named one, else the selected one, else ``dev``.

    A selected stack counts if its target is ``sim``: what is served is no stack of AWS.

    Raises:
        ConfigurationError: the stack has another target.
    """
    selected = os.environ.get("PULUMI_STACK") or _selected(project)
    for name in (named, selected):
        if name and (name == named or _target(project, name) == "sim"):
            break
    else:
        name = DEFAULT_STACK
    target = _target(project, name)
    if target not in (None, "sim"):
        raise ConfigurationError(
            f"stack {name!r} has the target {target!r}; expected a stack of target "
            "'sim', or a name that no stack has, by --stack NAME"
        )
    return name


def _target(project: Project, stack: str) -> object:
    own = project.stack_file(stack).target(project.name)
    key = f"{project.name}:target"
    return own or project.config.get(key, project.config.get("wingws:target"))


def _selected(project: Project) -> str | None:
    """Return the stack that `pulumi stack select` chose, as its workspace file says."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    digest = hashlib.sha1(str(project.file).encode(), usedforsecurity=False)
    name = f"{project.name}-{digest.hexdigest()}-workspace.json"
    content = _json(home / "workspaces" / name)
    stacks = content.get("stacks")  # by backend; older CLIs knew only one
    if isinstance(stacks, Mapping):
        backend = os.environ.get("PULUMI_BACKEND_URL")
        backend = backend or _json(home / "credentials.json").get("current")
        only = next(iter(stacks.values())) if len(stacks) == 1 else None
        content = {"stack": stacks.get(backend, only)}
    stack = content.get("stack") or ""
    return str(stack).rpartition("/")[2] or None  # organization/project/stack


def _json(path: Path) -> Mapping[str, Any]:
    """Read a file of the CLI's own; one that is missing or malformed says nothing."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as exc:
        raise ConfigurationError(f"{path} cannot be read: {exc}") from exc
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} has {content!r}; expected keys and values")
    return content


def _folder(file: Path, content: Mapping[str, Any], key: str) -> str:
    """Return a path of a project's file; its own folder if it has none."""
    path = content.get(key) or "."
    if not isinstance(path, str):
        raise ConfigurationError(f"{file} has the {key} {path!r}; expected a path")
    return path


def _defaults(project: str, config: object) -> dict[str, Any]:
    """Read a project's configuration, where a value may stand below what it is."""
    if not isinstance(config, Mapping):
        return {}
    values = {
        key: value.get("value", value.get("default"))
        if isinstance(value, Mapping)
        else value
        for key, value in config.items()
    }
    known = {key: value for key, value in values.items() if value is not None}
    return _full_keys(project, known)


def _full_keys(project: str, config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(key) if ":" in str(key) else f"{project}:{key}": value
        for key, value in config.items()
    }
