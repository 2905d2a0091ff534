"""``DynamodbTable``: a DynamoDB table, and its handle inside handlers."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pulumi
import wingws_runtime

from .capturable import Capturable
from .change_handler import ChangeHandler
from .errors import ConfigurationError
from .handler import described
from .naming import child_name
from .permissions import (
    TABLE_ACTIONS,
    TableMethod,
    key_statement,
    stream_statements,
    table_statement,
)
from .phase import check_phase
from .program import Program
from .roles import Role
from .secondary_index import GlobalSecondaryIndex, LocalSecondaryIndex
from .table_decorators import TableDecorators
from .table_options import (
    BillingMode,
    Encryption,
    StreamViewType,
    check_encryption,
    check_existing_name,
    check_table,
)
from .tags import check_tags
from .targets.function_specs import FunctionSpec
from .targets.route_specs import StreamSpec
from .targets.table_specs import ExistingTableSpec, Table, TableSpec
from .transform import TableTransform, check_transform, transforming

__all__ = ["DynamodbTable", "DynamodbTableResources"]

TOKEN = "wingws:index:DynamodbTable"


@dataclass(frozen=True)
class DynamodbTableResources:
    """The children of a :class:`DynamodbTable`, the escape hatch.

    ``table`` is the component itself if the table was there already: nothing is made of
    it. ``handlers`` has the component of its handler under ``on_change`` once there is
    one. ``grants`` holds the policy of each role by the role's logical name.
    """

    table: pulumi.Resource
    grants: Mapping[str, pulumi.Resource]
    handlers: Mapping[str, ChangeHandler]


class DynamodbTable(Capturable, TableDecorators, wingws_runtime.DynamodbTable):
    """A DynamoDB table.

    Inside a handler the captured table has the handler-time methods below; each handler
    is allowed the actions of the methods that its code calls, on this table only.

    Args:
        resource_name: logical name; the table's own name is made from it.
        opts: Pulumi's resource options.
        hash_key: name of the partition key's attribute.
        attribute_definitions: attribute name → ``"S"``, ``"N"`` or ``"B"``, for the
            keys, of the table and of its indexes, and only for them.
        range_key: name of the sort key's attribute.
        global_secondary_indexes: up to 20 indexes with keys of their own; they can be
            added and removed.
        local_secondary_indexes: up to 5 indexes with another range key; a change of
            them replaces the table.
        billing_mode: ``"PAY_PER_REQUEST"``, or ``"PROVISIONED"`` with both capacities,
            of the table and of each global index.
        read_capacity: reads a second that AWS has ready, with ``"PROVISIONED"``.
        write_capacity: writes a second, likewise.
        time_to_live_attribute: the attribute that says when an item expires, in seconds
            since 1970.
        stream: which images of an item its stream shows, ``"KEYS_ONLY"``,
            ``"NEW_IMAGE"``, ``"OLD_IMAGE"`` or ``"NEW_AND_OLD_IMAGES"``; left out,
            there is no stream.
        point_in_time_recovery: whether AWS can restore the table as it was at any
            second of the last 35 days, for a price by its size.
        deletion_protection: on AWS, refuse to delete the table and its rows; turn it
            off and deploy that before `pulumi destroy`.
        encryption: whose key encrypts it on AWS: ``"AWS_OWNED"``, ``"AWS_MANAGED"``,
            or the ARN of a KMS key, which handlers may then use through DynamoDB.
        tags: tags of the table on AWS.
        name: the table's own name, when it must be exact.
        transform: functions that change the arguments of AWS resources in place, by the
            resource, as ``table``.

    Raises:
        ConfigurationError: what AWS would refuse, such as a key without a definition or
            a definition without a key; or a key of ``transform`` that is unknown.
    """

    _handler_methods = frozenset(TABLE_ACTIONS)
    _environment_section = "tables"

    table_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    stream_arn: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        hash_key: str,
        attribute_definitions: Mapping[str, str],
        range_key: str | None = None,
        global_secondary_indexes: Sequence[GlobalSecondaryIndex] = (),
        local_secondary_indexes: Sequence[LocalSecondaryIndex] = (),
        billing_mode: BillingMode = "PAY_PER_REQUEST",
        read_capacity: int | None = None,
        write_capacity: int | None = None,
        time_to_live_attribute: str | None = None,
        stream: StreamViewType | None = None,
        point_in_time_recovery: bool = False,
        deletion_protection: bool = True,
        encryption: Encryption = "AWS_OWNED",
        tags: Mapping[str, str] | None = None,
        name: str | None = None,
        transform: TableTransform | None = None,
    ) -> None:
        spec = TableSpec(
            resource_name=resource_name,
            table_name=name,
            hash_key=hash_key,
            range_key=range_key,
            attribute_definitions=attribute_definitions,
            global_secondary_indexes=global_secondary_indexes,
            local_secondary_indexes=local_secondary_indexes,
            billing_mode=billing_mode,
            read_capacity=read_capacity,
            write_capacity=write_capacity,
            time_to_live_attribute=time_to_live_attribute,
            stream=stream,
            point_in_time_recovery=point_in_time_recovery,
            deletion_protection=deletion_protection,
            encryption=encryption,
            tags=check_tags(tags or {}),
        )
        check_table(spec)
        changes = check_transform(transform or {}, TableTransform)
        self._begin(resource_name, _inputs(spec), opts, encryption)
        self._lacks_stream = stream is None
        self._changes_of_children.append(transforming(self, TableTransform, [changes]))
        self._end(self._program.target.table(spec, opts=self._child_opts()))

    @classmethod
    def from_name(
        cls,
        resource_name: str,
        table_name: str | pulumi.Output[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        encryption: Encryption = "AWS_OWNED",
    ) -> "DynamodbTable":
        """Return a table that is there already, of the same account and region.

        It is captured and granted like any other, and stays when the stack goes. A
        preview looks whether it is there, and whether it has indexes. On target sim
        ``wingws:dynamodb`` has to say which DynamoDB has it.

        Args:
            resource_name: logical name, under which handlers know it.
            table_name: its name or its ARN.
            opts: Pulumi's resource options.
            encryption: the ARN of its KMS key if that is one of yours, so that handlers
                may use it through DynamoDB.

        Raises:
            ConfigurationError: what is neither a name nor an ARN, or no key.
        """
        check_existing_name(table_name)
        check_encryption(encryption)
        table = cls.__new__(cls)
        name = pulumi.Output.from_input(table_name)
        table._begin(resource_name, {"existing": name}, opts, encryption)
        table._lacks_stream = False  # known when AWS has been asked
        spec = ExistingTableSpec(resource_name, name)
        target = table._program.target
        table._end(target.existing_table(spec, opts=table._child_opts()))
        return table

    @classmethod
    def _from_spec(
        cls, spec: TableSpec, opts: pulumi.ResourceOptions
    ) -> "DynamodbTable":
        """Return a table of another component, which says all of it."""
        table = cls.__new__(cls)
        table._begin(spec.resource_name, _inputs(spec), opts, spec.encryption)
        table._lacks_stream = True
        table._end(table._program.target.table(spec, opts=table._child_opts()))
        return table

    def _begin(
        self,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
        encryption: Encryption,
    ) -> None:
        """Register the component, before there is a table."""
        super().__init__(TOKEN, resource_name, inputs, opts, Program.current())
        self._key_arn: pulumi.Output[str] | None = None
        is_own_key = encryption not in ("AWS_OWNED", "AWS_MANAGED")
        if is_own_key and self._program.target_name == "aws":
            self._key_arn = pulumi.Output.from_input(encryption)
            self._further_actions = ("kms:Decrypt",)

    def _end(self, table: Table) -> None:
        """Say what there is, once there is a table."""
        self._table = table
        self._change_handlers: dict[str, ChangeHandler] = {}
        self.table_name = table.table_name
        self.arn = table.arn
        self.stream_arn = table.stream_arn
        self._has_indexes = table.has_indexes
        self.resources = DynamodbTableResources(
            table=table.resources.get("table", self),
            grants=self._grants,
            handlers=self._change_handlers,
        )
        self.register_outputs(
            {
                "table_name": self.table_name,
                "arn": self.arn,
                "stream_arn": self.stream_arn,
            }
        )

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

    def _add_change_handler(
        self, function: Callable[..., object], serves: StreamSpec, spec: FunctionSpec
    ) -> None:
        if self._lacks_stream:
            raise ConfigurationError(
                f"table {self.name!r} has no stream, which on_change needs; "
                "give it stream='NEW_AND_OLD_IMAGES'"
            )
        if other := self._change_handlers.get("on_change"):
            root = self._program.stack.root
            both = " and ".join(described(f, root) for f in (other.function, function))
            raise ConfigurationError(
                f"table {self.name!r} has two handlers of changes, {both}; "
                "keep one of them"
            )
        self._change_handlers["on_change"] = ChangeHandler(
            child_name(self.name, "change"),
            function,
            program=self._program,
            table=self._table,
            statements=self._stream_statements(),
            serves=serves,
            spec=spec,
            opts=self._child_opts(),
        )

    def _environment_entry(self) -> Mapping[str, pulumi.Output[str]]:
        return {"name": self.table_name}

    def _statements(
        self, methods: Collection[str]
    ) -> list[pulumi.Output[dict[str, Any]]]:
        statement = pulumi.Output.all(self.arn, self._has_indexes).apply(
            lambda both: table_statement(
                methods, table_arn=both[0], has_indexes=both[1]
            )
        )
        return [statement, *self._key_statements()]

    def _stream_statements(self) -> list[pulumi.Output[dict[str, Any]]]:
        """Let Lambda read the stream as a function's role; the simulator reads it."""
        if self._program.target_name == "sim":
            return []
        both = self.stream_arn.apply(lambda arn: stream_statements(arn or ""))
        read = [both.apply(itemgetter(0)), both.apply(itemgetter(1))]
        return [*read, *self._key_statements()]

    def _key_statements(self) -> list[pulumi.Output[dict[str, Any]]]:
        if self._key_arn is None:
            return []
        return [self._key_arn.apply(key_statement)]

    # The handler-time methods are those of the handle, inherited with their types;
    # here they have nobody to talk to.

    def _call(self, operation: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
        check_phase(self)
        return super()._call(operation, given)


def _inputs(spec: TableSpec) -> dict[str, Any]:
    """Return what a preview shows of a table beside its child."""
    return {
        "hash_key": spec.hash_key,
        "range_key": spec.range_key,
        "attribute_definitions": dict(sorted(spec.attribute_definitions.items())),
        "name": spec.table_name,
        "deletion_protection": spec.deletion_protection,
    }
