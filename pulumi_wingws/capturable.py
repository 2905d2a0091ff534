"""What our components have in common: handlers capture them, children are theirs."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import pulumi

if TYPE_CHECKING:
    from .program import Program

__all__ = ["Capturable"]


class Capturable(pulumi.ComponentResource):
    """A component that becomes a handle when a handler captures it.

    Attributes:
        _handler_methods: names of the methods that work inside a handler.
        name: the component's logical name, and its handle's.
    """

    _handler_methods: ClassVar[frozenset[str]]

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

    def _child_opts(self, **extra: Any) -> pulumi.ResourceOptions:
        """Make the options of every child: below this component, plus ``extra``."""
        return pulumi.ResourceOptions(parent=self, **extra)

    @property
    @abstractmethod
    def _environment_section(self) -> str:
        """The section of the ``WINGWS`` document that holds handles of this kind."""

    @abstractmethod
    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        """What the handle is rebuilt from, inside a handler."""

    @abstractmethod
    def _statement(self, methods: Collection[str]) -> pulumi.Output[dict[str, Any]]:
        """The IAM statement that lets a handler call ``methods``, and nothing else."""
