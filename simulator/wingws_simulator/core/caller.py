"""Who signed a request, and what that allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .http_message import Request
from .iam import Decision, Statement, allows_all, evaluate

__all__ = ["AccessDenied", "Authenticate", "Caller"]


class AccessDenied(Exception):
    """
    A caller may not do what it asked for.

    Its text is AWS's sentence, in the form that most services have.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html

    Attributes:
        user_arn: ARN of the caller.
        action: What it asked for.
        resource: ARN of what it asked it for.
        is_explicit: Whether a statement denies it, or just none allows it.

    """

    def __init__(
        self, user_arn: str, action: str, resource: str, *, is_explicit: bool
    ) -> None:
        super().__init__(user_arn, action, resource)
        self.user_arn = user_arn
        self.action = action
        self.resource = resource
        self.is_explicit = is_explicit

    def __str__(self) -> str:
        reason = (
            "with an explicit deny in an identity-based policy"
            if self.is_explicit
            else f"because no identity-based policy allows the {self.action} action"
        )
        return (
            f"User: {self.user_arn} is not authorized to perform: {self.action} "
            f"on resource: {self.resource} {reason}"
        )


@dataclass(frozen=True)
class Caller:
    """
    The owner of an access key.

    Attributes:
        access_key: The access key.
        user_arn: ARN of the user or role.
        user_id: Its unique id.
        account_id: Its account.
        statements: What its policies say; None if it may do everything.
        function: Name of the function that acts as this role, if one does.

    """

    access_key: str
    user_arn: str = "arn:aws:iam::000000000000:root"
    user_id: str = "000000000000"
    account_id: str = "000000000000"
    statements: tuple[Statement, ...] | None = None
    function: str | None = None

    def check(
        self, action: str, resource: str, context: Mapping[str, str] | None = None
    ) -> None:
        """
        Check that the caller may do something.

        Raises:
            AccessDenied: If not.

        """
        if self.statements is None:
            return
        decision = evaluate(
            self.statements, action=action, resource=resource, context=context
        )
        if decision is not Decision.ALLOW:
            is_explicit = decision is Decision.EXPLICIT_DENY
            raise AccessDenied(self.user_arn, action, resource, is_explicit=is_explicit)

    def may_all(self, action: str, prefix: str) -> bool:
        """
        Tell whether the caller surely may do something to all resources of a kind.

        Args:
            action: The action.
            prefix: How the ARNs of the resources begin.

        """
        return self.statements is None or allows_all(self.statements, action, prefix)

    @property
    def identity(self) -> dict[str, str]:
        """The caller as the events of a connection show it."""
        return {
            "accountId": self.account_id,
            "caller": self.user_id,
            "user": self.user_id,
            "userArn": self.user_arn,
            "accessKey": self.access_key,
        }


Authenticate = Callable[[Request], Caller]
"""Returns who signed a request; raises `SignatureError` if nobody did, or wrongly."""
