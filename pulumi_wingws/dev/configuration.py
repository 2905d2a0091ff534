"""What a program finds in `pulumi.Config` and in its environment."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from ..errors import ConfigurationError
from .secrets import Passphrase, passphrase_of
from .settings import Project, StackFile

__all__ = ["Configuration", "environment", "read_configuration"]

_CLI_TIMEOUT = 30.0


@dataclass(frozen=True)
class Configuration:
    """A stack's configuration in clear.

    Attributes:
        values: text by full keys, JSON for what is no text.
        secrets: the keys that are secret.
        notice: what the user should know of it, if anything.
    """

    values: Mapping[str, str]
    secrets: tuple[str, ...] = ()
    notice: str | None = None


def read_configuration(
    project: Project, stack: str, environment: Mapping[str, str]
) -> Configuration:
    """Read a stack's configuration; it is deployed to ``sim`` whatever it says not.

    Secrets that a passphrase keeps are decrypted. For others Pulumi's CLI is asked;
    without it a placeholder stands for each.

    Args:
        environment: of the program; it may have the passphrase.

    Raises:
        ConfigurationError: a file is malformed, or the passphrase is wrong.
    """
    file = project.stack_file(stack)
    given = {**project.config, **file.config}
    if file.target(project.name) is None:
        given["wingws:target"] = "sim"
    secrets = tuple(key for key, value in given.items() if _has_secret(value))
    opened: Mapping[str, Any] = given
    notice = None
    if secrets:
        passphrase = passphrase_of(environment)
        opened, notice = _opened(project, stack, file, given, passphrase)
    values = {key: _text(value) for key, value in opened.items()}
    return Configuration(values, secrets, notice)


def environment(project: Project, stack: str) -> dict[str, str]:
    """Return the environment of the program.

    What the shell says wins over ``.env.<stack>`` beside the program, and that over
    ``.env``.
    """
    files = [project.folder / name for name in (".env", f".env.{stack}")]
    read: dict[str, str | None] = {}
    for file in files:
        read |= dotenv_values(file, interpolate=False)
    known = {name: value for name, value in read.items() if value is not None}
    return {**known, **os.environ}


def _opened(
    project: Project,
    stack: str,
    file: StackFile,
    given: Mapping[str, Any],
    passphrase: str | None,
) -> tuple[Mapping[str, Any], str | None]:
    """Return values in clear, and a notice where that was not possible."""
    if file.salt is not None and passphrase is not None:
        try:
            return _decrypted(given, Passphrase(passphrase, file.salt)), None
        except ConfigurationError as exc:
            raise ConfigurationError(f"{file.path.name}: {exc}") from None
    if (told := _ask_cli(project.root, stack)) is not None:
        return {**given, **told}, None
    keys = [key for key, value in given.items() if _has_secret(value)]
    remedy = (
        "set PULUMI_CONFIG_PASSPHRASE"
        if file.salt is not None
        else "`pulumi` cannot tell them: is it on PATH, and logged in?"
    )
    placeholders = {key: f"placeholder-for-{key.rpartition(':')[2]}" for key in keys}
    notice = f"placeholders stand for the secrets {', '.join(keys)}; {remedy}"
    return {**given, **placeholders}, notice


def _ask_cli(root: Path, stack: str) -> dict[str, str] | None:
    if (pulumi := shutil.which("pulumi")) is None:
        return None
    arguments = ("config", "--show-secrets", "--json", "--stack", stack)
    try:
        done = subprocess.run(
            [pulumi, "--non-interactive", *arguments],
            cwd=root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_CLI_TIMEOUT,
            check=True,
        )
        config = json.loads(done.stdout)
        return {key: each["value"] for key, each in config.items() if "value" in each}
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _has_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return set(value) == {"secure"} or any(map(_has_secret, value.values()))
    return isinstance(value, list) and any(map(_has_secret, value))


def _decrypted(value: Any, passphrase: Passphrase) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"secure"} and isinstance(value["secure"], str):
            return passphrase.decrypt(value["secure"])
        return {key: _decrypted(each, passphrase) for key, each in value.items()}
    if isinstance(value, list):
        return [_decrypted(each, passphrase) for each in value]
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
