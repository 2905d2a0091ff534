"""What our components have in common: handlers capture them, children are theirs."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import pulumi

from .errors import ConfigurationError
from .naming import child_name
from .roles import Role, key_of_role, name_of_role
from .targets.base import GrantSpec

if TYPE_CHECKING:
    from .connections import Connections
    from .program import Program

__all__ = ["Capturable"]


class Capturable(pulumi.ComponentResource):
    """A component that becomes a handle when a handler captures it.

    Attributes:
        _handler_methods: names of the methods that work inside a handler.
        _lacking_methods: names of those that it would have if it were made otherwise,
            with what to do about that.
        _further_actions: what a handler that calls any of them may do beside it.
        _connections: the registry of its connections, if it keeps one.
        name: the component's logical name, and its handle's.
    """

    name: str
    _handler_methods: frozenset[str]
    _lacking_methods: Mapping[str, str] = {}
    _further_actions: tuple[str, ...] = ()
    _connections: "Connections | None" = None

    def __init__(
        self,
        token: str,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
        program: "Program",
    ) -> None:
        self._program = program
        if opts is not None and opts.parent is not None:
            program.lineage.note_below(opts.parent)
        super().__init__(token, resource_name, dict(inputs), opts)
        # Pulumi made an Output of every input, under its name; this one is a str.
        self.name = resource_name
        self._roles: set[str] = set()
        self._grants: dict[str, pulumi.Resource] = {}
        self._changes_of_children: list[pulumi.ResourceTransformation] = []

    def _child_opts(self) -> pulumi.ResourceOptions:
        """Make the options of every child: below this component, changed as it says."""
        return pulumi.ResourceOptions(
            parent=self, transformations=[*self._changes_of_children]
        )

    def _grant(self, role: Role, methods: Collection[str]) -> None:
        """Let a role do what a handler may that calls ``methods``.

        Raises:
            ConfigurationError: what is no role or no method, or no method at all, or a
                role that has a grant of this component.
        """
        role_name = name_of_role(role)
        allowed = ", ".join(sorted(self._handler_methods))
        if not methods:
            raise ConfigurationError(
                f"a grant of {self.name!r} has no methods; expected some of {allowed}"
            )
        for method in methods:
            if method not in self._handler_methods:
                raise ConfigurationError(
                    f"method {method!r} of a grant of {self.name!r} is unknown; "
                    f"expected some of {allowed}"
                )
        key = key_of_role(role) or str(len(self._roles))
        if key in self._roles:
            raise ConfigurationError(
                f"role {key!r} has a grant of {self.name!r} already; "
                "name all of its methods in one"
            )
        self._roles.add(key)
        policy = self._program.target.grant(
            GrantSpec(
                resource_name=child_name(self.name, f"grant-{key}"),
                role=role_name,
                statements=pulumi.Output.all(*self._statements(methods)),
            ),
            opts=self._child_opts(),
        )
        if policy is not None:
            self._grants[key] = policy

    @property
    @abstractmethod
    def _environment_section(self) -> str:
        """The section of the ``WINGWS`` document that holds handles of this kind."""

    @abstractmethod
    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        """What the handle is rebuilt from, inside a handler."""

    @abstractmethod
    def _statements(
        self, methods: Collection[str]
    ) -> list[pulumi.Output[dict[str, Any]]]:
        """The IAM statements that let a handler call ``methods``, and nothing else."""
