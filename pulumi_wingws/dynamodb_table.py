"""``DynamodbTable``: a DynamoDB table, and its handle inside handlers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

import pulumi
import wingws_runtime

from .capturable import Capturable
from .errors import ConfigurationError, PhaseError
from .permissions import TABLE_ACTIONS, TableMethod, table_statement
from .program import Program
from .roles import Role
from .targets.base import TableSpec
from .transform import TableTransform, check_transform, transforming

__all__ = ["DynamodbTable", "DynamodbTableResources"]

TOKEN = "wingws:index:DynamodbTable"

_ATTRIBUTE_TYPES = ("S", "N", "B")


@dataclass(frozen=True)
class DynamodbTableResources:
    """The children of a :class:`DynamodbTable`, the escape hatch.

    ``grants`` holds the policy of each role by the role's logical name.
    """

    table: pulumi.Resource
    grants: Mapping[str, pulumi.Resource]


class DynamodbTable(Capturable, wingws_runtime.DynamodbTable):
    """A DynamoDB table, billed per request.

    Inside a handler the captured table has the handler-time methods below; each handler
    is allowed the actions of the methods that its code calls, on this table only.

    Args:
        resource_name: logical name; the table's own name is made from it.
        opts: Pulumi's resource options.
        hash_key: name of the partition key's attribute.
        attribute_definitions: attribute name → ``"S"``, ``"N"`` or ``"B"``, for the
            keys and only for them.
        range_key: name of the sort key's attribute.
        name: the table's own name, when it must be exact.
        deletion_protection: on AWS, refuse to delete the table and its rows; turn it
            off and deploy that before `pulumi destroy`.
        transform: functions that change the arguments of AWS resources in place, by the
            resource, as ``table``.

    Raises:
        ConfigurationError: a key without a definition, a definition without a key, or
            an attribute type or a key of ``transform`` that is unknown.
    """

    _handler_methods: ClassVar[frozenset[str]] = frozenset(TABLE_ACTIONS)
    _environment_section = "tables"

    table_name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        hash_key: str,
        attribute_definitions: Mapping[str, str],
        range_key: str | None = None,
        name: str | None = None,
        deletion_protection: bool = True,
        transform: TableTransform | None = None,
    ) -> None:
        keys = [hash_key] if range_key is None else [hash_key, range_key]
        _check_keys(resource_name, keys, attribute_definitions)
        changes = check_transform(transform or {}, TableTransform)
        definitions = dict(sorted(attribute_definitions.items()))
        inputs = {
            "hash_key": hash_key,
            "range_key": range_key,
            "attribute_definitions": definitions,
            "name": name,
            "deletion_protection": deletion_protection,
        }
        super().__init__(TOKEN, resource_name, inputs, opts, Program.current())
        self._changes_of_children.append(transforming(self, TableTransform, [changes]))
        table = self._program.target.table(
            TableSpec(
                resource_name=resource_name,
                table_name=name,
                hash_key=hash_key,
                range_key=range_key,
                attribute_definitions=definitions,
                deletion_protection=deletion_protection,
            ),
            opts=self._child_opts(),
        )
        self.table_name = table.table_name
        self.arn = table.arn
        self.resources = DynamodbTableResources(**table.resources, grants=self._grants)
        self.register_outputs({"table_name": self.table_name, "arn": self.arn})

    def grant(self, role: Role, *methods: TableMethod) -> None:
        """Let a function that is not ours, as a queue's consumer, call ``methods``.

        Its role gets the statement that a handler gets which calls them, as an
        ``aws.iam.RolePolicy`` of its own, one for each role. On target sim nothing is
        made; see :func:`environment_for`.

        Args:
            role: the function's ``aws.iam.Role``, or a role's name.
            methods: handler-time methods, as ``"put_item"``.

        Raises:
            ConfigurationError: what is no role or no method, or a second grant of one
                role.
        """
        self._grant(role, methods)

    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        return {"name": self.table_name}

    def _statement(self, methods: Collection[str]) -> pulumi.Output[dict[str, Any]]:
        return self.arn.apply(
            lambda arn: table_statement(methods, table_arn=arn, has_indexes=False)
        )

    # The handler-time methods are those of the handle, inherited with their types;
    # here they have nobody to talk to.

    def _call(self, operation: str, given: Mapping[str, Any]) -> NoReturn:
        raise PhaseError(self)


def _check_keys(
    resource_name: str, keys: Sequence[str], definitions: Mapping[str, str]
) -> None:
    """Hold keys and attribute definitions against each other, as DynamoDB does."""
    table = f"of table {resource_name!r}"
    for key in keys:
        if key not in definitions:
            raise ConfigurationError(
                f"key {key!r} {table} has no attribute definition; "
                f"attribute_definitions has {_listed(definitions)}"
            )
    for attribute, type_ in definitions.items():
        if attribute not in keys:
            raise ConfigurationError(
                f"attribute {attribute!r} {table} is no key and cannot be defined; "
                f"expected only {_listed(keys)}"
            )
        if type_ not in _ATTRIBUTE_TYPES:
            raise ConfigurationError(
                f"attribute {attribute!r} {table} has type {type_!r}; "
                f"expected {_listed(_ATTRIBUTE_TYPES)}"
            )


def _listed(names: Collection[str]) -> str:
    return ", ".join(map(repr, names)) or "none"
