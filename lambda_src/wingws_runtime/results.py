"""What `on_connect` and an authorizer may return to decide about a handshake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

__all__ = ["Accept", "Allow", "Deny", "Reject"]


@dataclass(frozen=True)
class Accept:
    """
    Accept a connection, and choose one of the subprotocols it offered.

    API Gateway never picks a subprotocol by itself; without one in the answer,
    browsers that offered some close the socket at once.

    Attributes:
        subprotocol: The chosen one, or None to choose none.
        user: Whose connection it is, of an API with `connections=True`. Left out: whom
            the authorizer named by its `principal_id`, else nobody but this connection.
        rooms: The rooms that it is in from the beginning, likewise.

    Raises:
        TypeError, ValueError: If `user` or a room is no text of 1 to 1024 bytes.
    """

    subprotocol: str | None = None
    user: str | None = None
    rooms: Collection[str] = ()

    def __post_init__(self) -> None:
        if self.user is None and self.rooms == ():
            return
        # Imported here because most handlers do without.
        from .registry_names import check_name, check_names

        if self.user is not None:
            check_name("user", self.user)
        object.__setattr__(self, "rooms", check_names("room", self.rooms))


@dataclass(frozen=True)
class Reject:
    """
    Refuse a connection with an HTTP status.

    Browsers show the status to nobody; other clients can read it.

    Attributes:
        status: 300 to 599.

    Raises:
        ValueError: If API Gateway would not take the status for a refusal.
    """

    status: int = 403

    def __post_init__(self) -> None:
        if not 300 <= self.status <= 599:
            raise ValueError(f"status {self.status} refuses nothing; expected 300..599")


@dataclass(frozen=True)
class Allow:
    """
    Let a client connect: the result of an authorizer.

    Every later event of the connection shows `principal_id` and `context` as
    `event.authorizer`. API Gateway turns the values into text there.

    Attributes:
        principal_id: Who the client is.
        context: What handlers should know about it: text, numbers and booleans.
        usage_identifier_key: The API key that counts for the client, where the API's
            `api_key_selection_expression` says that the authorizer chooses it.

    Raises:
        TypeError: If API Gateway would not take a value.
    """

    principal_id: str
    context: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    usage_identifier_key: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.principal_id, str):
            raise TypeError(
                f"principal id {self.principal_id!r} is not allowed; expected text"
            )
        for name, value in self.context.items():
            if not isinstance(name, str) or not isinstance(value, str | int | float):
                raise TypeError(
                    f"context {name!r}: {value!r} is not allowed; "
                    "expected text, numbers and booleans by name"
                )


@dataclass(frozen=True)
class Deny:
    """
    Refuse a client with status 403: the result of an authorizer.

    For status 401, as API Gateway has it, ``raise Exception("Unauthorized")``.
    """
