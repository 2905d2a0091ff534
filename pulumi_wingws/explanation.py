"""What became of a handler, for a person: the preview's line and ``wingws explain``.

Each run of the program leaves one file per stack, so that ``wingws explain`` need not
run it again.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .artifacts import Artifact
from .capturable import Capturable
from .errors import ConfigurationError
from .handlers import UsedComponent
from .lints import Lint
from .permissions import REGISTRY_ACTIONS, TABLE_ACTIONS, WEBSOCKET_VERBS
from .project import Stack, stack_folder

__all__ = ["Explanation", "Permission", "explain", "read_all", "write_all"]

_FILE = "explain.json"


@dataclass(frozen=True)
class Permission:
    """What a handler may do with one component, as the preview knows it.

    Attributes:
        actions: of IAM; for ``@connections`` with the HTTP method.
        resource: the component's logical name, or what ``grants=`` says.
        escape: how the component gets out of sight, so that the handler may do all
            that any handler can; else nothing.
        places: lines that brought the actions.
    """

    actions: tuple[str, ...]
    resource: str
    escape: str = ""
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        why = f" (it escapes: {self.escape})" if self.escape else ""
        return f"{', '.join(self.actions)} on {self.resource}{why}"

    @property
    def text(self) -> str:
        """The same, and which lines brought it."""
        return f"{self}  {', '.join(self.places)}".rstrip()


@dataclass(frozen=True)
class Explanation:
    """A handler's captures, sizes in bytes, packages and permissions."""

    handler: str
    route_key: str
    function: str
    captures: tuple[str, ...]
    files: Mapping[str, int]
    size: int
    packages: tuple[str, ...]
    packages_size: int
    permissions: tuple[Permission, ...]
    sha256: str

    @property
    def line(self) -> str:
        """The line of the preview."""
        captures = f" ← {' · '.join(self.captures)}" if self.captures else ""
        parts = [f"{self.function}{captures}", _kilobytes(self.size)]
        if self.packages:
            size = _kilobytes(self.packages_size)
            parts.append(f"{', '.join(self.packages)} ({size})")
        if self.permissions:
            parts.append("may " + "; ".join(map(str, self.permissions)))
        return " · ".join(parts)

    @property
    def text(self) -> str:
        """A paragraph that says it all."""
        rows = [
            ("captures", self.captures or ("nothing",)),
            ("may", [p.text for p in self.permissions] or ["write its own log only"]),
            ("packages", self.packages or ("none",)),
            ("files", [f"{path}  {_kilobytes(n)}" for path, n in self.files.items()]),
            ("build", [self.sha256]),
        ]
        lines = [f"{self.handler}: {self.function} for {self.route_key}, {self._size}"]
        for title, entries in rows:
            for index, entry in enumerate(entries):
                lines.append(f"  {title if index == 0 else '':<10}{entry}")
        return "\n".join(lines)

    @property
    def _size(self) -> str:
        code = f"{_kilobytes(self.size)} of code"
        if not self.packages:
            return code
        return f"{code} and {_kilobytes(self.packages_size)} of packages"


def explain(
    handler: str,
    route_key: str,
    artifact: Artifact,
    *,
    fetched: Iterable[str],
    granted: Sequence[Permission] = (),
) -> Explanation:
    """Say what became of a handler.

    Args:
        handler: its logical name.
        fetched: what it fetches at a cold start: keys of secret Outputs, and more.
        granted: what ``grants=`` adds.
    """
    slice_, layer = artifact.slice, artifact.layer
    permissions = [
        permission
        for used in slice_.components
        if used.methods
        for permission in _permissions(used)
    ]
    if invokes_itself(slice_.components):
        permissions.append(Permission(("lambda:InvokeFunction",), "itself"))
    permissions += [Permission(("ssm:GetParameters",), key) for key in fetched]
    permissions += granted
    return Explanation(
        handler=handler,
        route_key=route_key,
        function=slice_.name,
        captures=slice_.captures,
        files=_sizes(slice_.files),
        size=slice_.size,
        packages=tuple(map(str, layer.pins)) if layer else (),
        packages_size=layer.size if layer else 0,
        permissions=tuple(permissions),
        sha256=slice_.sha256,
    )


def invokes_itself(components: Iterable[UsedComponent]) -> bool:
    """Say whether a handler may invoke its own function, as a large broadcast does."""
    return any({"broadcast", "room"} & used.methods.keys() for used in components)


def write_all(
    stack: Stack, explanations: Iterable[Explanation], lints: Iterable[Lint]
) -> None:
    """Keep the explanations of a stack's handlers, and its lints, all or nothing."""
    folder = stack.folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        content = {
            "handlers": [asdict(each) for each in explanations],
            "lints": [asdict(each) for each in lints],
        }
        json.dump(content, file, indent=1)
    Path(file.name).replace(folder / _FILE)


def read_all(root: Path, stack: str) -> tuple[list[Explanation], list[Lint]]:
    """Return the explanations of a stack's handlers, by name, and its lints.

    Raises:
        ConfigurationError: no program ran for that stack, or another version's did.
    """
    try:
        content = json.loads((stack_folder(root, stack) / _FILE).read_text())
    except FileNotFoundError:
        raise ConfigurationError(
            f"stack {stack!r} has no handlers here; run `pulumi preview` first"
        ) from None
    try:
        handlers = sorted(map(_read, content["handlers"]), key=lambda e: e.handler)
        return handlers, [Lint(**each) for each in content["lints"]]
    except (KeyError, TypeError) as exc:  # as one of 0.1, a list
        raise ConfigurationError(
            f"what stack {stack!r} has of its handlers is another version's; run "
            "`pulumi preview` again"
        ) from exc


def _read(entry: Mapping[str, Any]) -> Explanation:
    permissions = (
        Permission(
            tuple(p["actions"]),
            p["resource"],
            p.get("escape", ""),
            tuple(p.get("places", ())),
        )
        for p in entry["permissions"]
    )
    return Explanation(**{**entry, "permissions": tuple(permissions)})


def _permissions(used: UsedComponent) -> Iterator[Permission]:
    assert isinstance(used.value, Capturable)
    places = tuple(sorted(set(used.methods.values()) - {""}))
    for actions, name in _actions(used, used.value):
        further = [*actions, *used.value._further_actions]
        yield Permission(tuple(further), name, used.escape, places)


def _actions(
    used: UsedComponent, component: Capturable
) -> Iterator[tuple[list[str], str]]:
    """List actions, with the logical name of what they are on."""
    name = used.component.name
    if used.component.kind != "WebSocket":
        yield sorted({a for each in used.methods for a in TABLE_ACTIONS[each]}), name
        return
    verbs = {WEBSOCKET_VERBS[m] for m in used.methods if m in WEBSOCKET_VERBS}
    if verbs:
        yield [f"execute-api:ManageConnections ({', '.join(sorted(verbs))})"], name
    actions = {a for each in used.methods for a in REGISTRY_ACTIONS.get(each, ())}
    if component._connections is not None and actions:
        yield sorted(actions), component._connections.table.name


def _sizes(files: Mapping[str, bytes]) -> dict[str, int]:
    """List a handler's own files, and the runtime as one."""
    sizes: dict[str, int] = {}
    for path, content in files.items():
        own, runtime, _ = path.partition("wingws_runtime/")
        name = runtime if runtime and not own else path
        sizes[name] = sizes.get(name, 0) + len(content)
    return sizes


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
