"""`.wingws/env`: after `source .wingws/env`, `pulumi` typed by hand works anywhere.

A relative `file://` in Pulumi.yaml resolves against the current folder, so the file
names the backend absolutely. The passphrase encrypts the local stacks' secrets; it is
made once per clone, as is the salt that Pulumi keeps in the git-ignored Pulumi.*.yaml.
"""

import os
import secrets
import shlex
from pathlib import Path

from terminal import Missing

__all__ = ["write"]

_TEMPLATE = """\
# Written by `make up` for bash, zsh and sh; use it with: source .wingws/env
case ":$PATH:" in
    *:{bin}:*) ;;
    *) PATH={bin}:"$PATH" ;;
esac
export PATH
export PULUMI_BACKEND_URL={backend}
# A passphrase that you set yourself stays.
if [ -z "${{PULUMI_CONFIG_PASSPHRASE+set}}" ]; then
    case "${{PULUMI_CONFIG_PASSPHRASE_FILE:-/.wingws/passphrase}}" in
        */.wingws/passphrase) export PULUMI_CONFIG_PASSPHRASE_FILE={passphrase} ;;
    esac
fi
"""


def write(root: Path, cli: Path) -> None:
    """Write `.wingws/env` for the project at `root` and the CLI in the folder `cli`.

    Raises:
        Missing: If the passphrase of existing stacks is gone.
    """
    passphrase = root / ".wingws" / "passphrase"
    if not passphrase.exists():
        _make_passphrase(root, passphrase)
    text = _TEMPLATE.format(
        bin=shlex.quote(f"{root / '.venv' / 'bin'}:{cli}"),
        backend=shlex.quote(root.as_uri()),
        passphrase=shlex.quote(str(passphrase)),
    )
    target = root / ".wingws" / "env"
    if not target.exists() or target.read_text() != text:
        target.write_text(text)


def _make_passphrase(root: Path, path: Path) -> None:
    brought = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"}
    for settings in sorted(root.glob("Pulumi.*.yaml")):
        if "encryptionsalt:" in settings.read_text() and not brought & set(os.environ):
            raise Missing(
                f"{path.relative_to(root)} is gone, and {settings.name} was made with "
                f"it: put it back, or remove {settings.name} and .pulumi to start anew"
            )
    path.parent.mkdir(exist_ok=True)
    with open(path, "w", opener=_private) as file:
        file.write(secrets.token_urlsafe(32))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
