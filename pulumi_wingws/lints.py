"""What is allowed, and likely to be regretted on AWS: the lints of a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .errors import ConfigurationError

__all__ = ["ADVICE", "ROUTES", "Lint", "LintName", "check_silence", "summary"]

LintName: TypeAlias = Literal[
    "no-access-log",
    "no-authorizer",
    "no-disconnect",
    "no-log-retention",
    "scan-per-message",
    "too-many-routes",
]

ROUTES = 300
"""How many routes an API may have, unless AWS has raised the quota.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""

ADVICE: Mapping[LintName, str] = {
    "no-access-log": (
        "nobody can tell later who connected, and what was refused: set access_log, "
        "where the account lets API Gateway write logs"
    ),
    "no-authorizer": (
        "everybody may connect: decorate an authorizer, or set auth='iam' or api_keys"
    ),
    "no-disconnect": (
        "what on_connect remembers of a client is never forgotten: "
        "decorate an on_disconnect, and let rows expire, since it is best effort"
    ),
    "no-log-retention": (
        "the log group of execution_log is API Gateway's own and keeps all for ever: "
        "give API-Gateway-Execution-Logs_{api id}/{stage} a retention once it is there"
    ),
    "scan-per-message": (
        "each message reads, and pays for, the whole table: "
        "keep what a message needs under one key, and query that"
    ),
    "too-many-routes": (
        f"AWS refuses more than {ROUTES} routes unless it has raised the quota: "
        "ask it to, or let on_message take several actions"
    ),
}
"""What each lint means, and what to do."""


@dataclass(frozen=True)
class Lint:
    """A lint of one program.

    Attributes:
        name: which.
        resource: the component's or the handler's logical name.
        place: the line that it is about, if one is.
    """

    name: LintName
    resource: str
    place: str = ""

    @property
    def text(self) -> str:
        """A line that says what it means, and what to do."""
        place = f" ({self.place})" if self.place else ""
        return f"{self.name:<18}{self.resource}{place}: {ADVICE[self.name]}"


def summary(lints: Sequence[Lint]) -> str:
    """Return the one line of a preview."""
    by_resource: dict[str, list[str]] = {}
    for lint in lints:
        by_resource.setdefault(lint.resource, []).append(lint.name)
    parts = [f"{name}: {', '.join(lints)}" for name, lints in by_resource.items()]
    return (
        f"lints of {'; '.join(parts)} (`wingws explain` says more, "
        "silence=[…] of the WebSocket silences them by name)"
    )


def check_silence(names: Sequence[LintName]) -> frozenset[LintName]:
    """Refuse names that no lint has; return the rest."""
    allowed = get_args(LintName)
    if not isinstance(names, list | tuple):
        raise ConfigurationError(
            f"silence {names!r} is not allowed; expected a list of {', '.join(allowed)}"
        )
    for name in names:
        if name not in allowed:
            raise ConfigurationError(
                f"lint {name!r} is unknown; expected {', '.join(allowed)}"
            )
    return frozenset(names)
