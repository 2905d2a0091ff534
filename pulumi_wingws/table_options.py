"""What a user may say of a ``DynamodbTable``, and what AWS allows.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

import pulumi

from .errors import ConfigurationError
from .option_kinds import check_flag
from .secondary_index import (
    GlobalSecondaryIndex,
    LocalSecondaryIndex,
    SecondaryIndex,
    check_attribute,
    is_table_name,
)
from .targets.table_specs import TableSpec

__all__ = [
    "BillingMode",
    "Encryption",
    "StreamViewType",
    "check_encryption",
    "check_existing_name",
    "check_table",
]

BillingMode: TypeAlias = Literal["PAY_PER_REQUEST", "PROVISIONED"]
StreamViewType: TypeAlias = Literal[
    "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"
]
Encryption: TypeAlias = str | pulumi.Output[str]
"""``"AWS_OWNED"``, ``"AWS_MANAGED"``, or the ARN of a KMS key, or an Output of it."""

_ATTRIBUTE_TYPES = ("S", "N", "B")
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
_MOST_GLOBAL = 20
_MOST_LOCAL = 5
_MOST_PROJECTED = 100
# Not an alias's: an IAM statement for one says nothing of the key.
_KEY_ARN = re.compile(r"arn:[\w-]+:kms:[\w-]+:\d{12}:key/[\w-]+", re.ASCII)
_TABLE_ARN = re.compile(r"arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table/([a-zA-Z0-9_.-]+)")


def check_table(spec: TableSpec) -> None:
    """Refuse a table that AWS would refuse.

    Raises:
        ConfigurationError: what AWS would refuse, or what is of the wrong kind.
    """
    if spec.table_name is not None and not is_table_name(spec.table_name):
        raise ConfigurationError(
            f"name {spec.table_name!r} {_of(spec)} is not allowed; "
            "expected 3 to 255 letters, digits, '_', '-' or '.'"
        )
    _check_indexes(spec)
    _check_keys(spec)
    _check_capacities(spec)
    if spec.time_to_live_attribute is not None:
        check_attribute("time_to_live_attribute", spec.time_to_live_attribute)
    if spec.stream is not None and spec.stream not in get_args(StreamViewType):
        raise ConfigurationError(
            f"stream {spec.stream!r} is not allowed; "
            f"expected {_listed(get_args(StreamViewType))} or None"
        )
    check_flag("point_in_time_recovery", spec.point_in_time_recovery)
    check_flag("deletion_protection", spec.deletion_protection)
    check_encryption(spec.encryption)


def check_encryption(encryption: object) -> None:
    """Refuse what is no key."""
    if isinstance(encryption, pulumi.Output):
        return
    is_word = encryption in ("AWS_OWNED", "AWS_MANAGED")
    is_key = isinstance(encryption, str) and _KEY_ARN.fullmatch(encryption)
    if not is_word and not is_key:
        raise ConfigurationError(
            f"encryption {encryption!r} is not allowed; expected 'AWS_OWNED', "
            "'AWS_MANAGED', or the ARN of a KMS key, 'arn:aws:kms:…:key/…'"
        )


def check_existing_name(table_name: object) -> None:
    """Refuse what is neither the name of a table nor an ARN; an Output is either."""
    if isinstance(table_name, pulumi.Output) or is_table_name(table_name):
        return
    if not isinstance(table_name, str) or not _TABLE_ARN.fullmatch(table_name):
        raise ConfigurationError(
            f"table {table_name!r} is not allowed; expected a name of 3 to 255 "
            "letters, digits, '_', '-' or '.', or an ARN, "
            "'arn:aws:dynamodb:…:table/…'"
        )


def _check_indexes(spec: TableSpec) -> None:
    for option, given, kind, most in (
        (
            "global_secondary_indexes",
            spec.global_secondary_indexes,
            GlobalSecondaryIndex,
            _MOST_GLOBAL,
        ),
        (
            "local_secondary_indexes",
            spec.local_secondary_indexes,
            LocalSecondaryIndex,
            _MOST_LOCAL,
        ),
    ):
        is_list = isinstance(given, list | tuple) and len(given) <= most
        if not is_list or not all(isinstance(each, kind) for each in given):
            raise ConfigurationError(
                f"{option} {given!r} {_of(spec)} are not allowed; "
                f"expected a list of up to {most} {kind.__name__}(…)"
            )
    if spec.local_secondary_indexes and spec.range_key is None:
        raise ConfigurationError(
            f"local_secondary_indexes {_of(spec)} need a range_key beside its "
            "hash_key; expected one, or global_secondary_indexes"
        )
    _check_index_names(spec)


def _check_index_names(spec: TableSpec) -> None:
    names = [index.name for index in _indexes(spec)]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(
                f"two indexes {_of(spec)} are named {name!r}; expected a name for each"
            )
    projected = sum(len(index.non_key_attributes) for index in _indexes(spec))
    if projected > _MOST_PROJECTED:
        raise ConfigurationError(
            f"indexes {_of(spec)} have {projected} non_key_attributes; "
            f"expected up to {_MOST_PROJECTED} in all of them together"
        )


def _check_keys(spec: TableSpec) -> None:
    """Hold keys and attribute definitions against each other, as DynamoDB does."""
    check_attribute(f"hash_key {_of(spec)}", spec.hash_key)
    if spec.range_key is not None:
        check_attribute(f"range_key {_of(spec)}", spec.range_key)
    if spec.range_key == spec.hash_key:
        raise ConfigurationError(
            f"key {spec.hash_key!r} {_of(spec)} is hash_key and range_key; "
            "expected two attributes"
        )
    definitions = spec.attribute_definitions
    for key, where in _keys(spec):
        if key not in definitions:
            raise ConfigurationError(
                f"key {key!r} {where} has no attribute definition; "
                f"attribute_definitions has {_listed(definitions)}"
            )
    keys = dict(_keys(spec))
    for attribute, type_ in definitions.items():
        if attribute not in keys:
            raise ConfigurationError(
                f"attribute {attribute!r} {_of(spec)} is no key and cannot be "
                f"defined; expected only {_listed(keys)}"
            )
        if type_ not in _ATTRIBUTE_TYPES:
            raise ConfigurationError(
                f"attribute {attribute!r} {_of(spec)} has type {type_!r}; "
                f"expected {_listed(_ATTRIBUTE_TYPES)}"
            )


def _keys(spec: TableSpec) -> Iterator[tuple[str, str]]:
    """Yield each attribute of a key, and whose key it is."""
    for key in (spec.hash_key, spec.range_key):
        if key is not None:
            yield key, _of(spec)
    for index in _indexes(spec):
        where = f"of index {index.name!r} {_of(spec)}"
        if isinstance(index, GlobalSecondaryIndex):
            yield index.hash_key, where
        if index.range_key is not None:
            yield index.range_key, where


def _check_capacities(spec: TableSpec) -> None:
    if spec.billing_mode not in get_args(BillingMode):
        raise ConfigurationError(
            f"billing_mode {spec.billing_mode!r} {_of(spec)} is not allowed; "
            f"expected {_listed(get_args(BillingMode))}"
        )
    for option in ("read_capacity", "write_capacity"):
        _check_capacity(option, getattr(spec, option), _of(spec), spec.billing_mode)
        for index in spec.global_secondary_indexes:
            where = f"of index {index.name!r} {_of(spec)}"
            _check_capacity(option, getattr(index, option), where, spec.billing_mode)


def _check_capacity(option: str, value: object, where: str, billing_mode: str) -> None:
    if billing_mode == "PAY_PER_REQUEST":
        if value is not None:
            raise ConfigurationError(
                f"{option} {value!r} {where} is not allowed with billing_mode "
                "'PAY_PER_REQUEST'; expected none, or billing_mode='PROVISIONED'"
            )
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(
            f"{option} {value!r} {where} is not allowed with billing_mode "
            "'PROVISIONED'; expected a whole number from 1"
        )


def _indexes(spec: TableSpec) -> Sequence[SecondaryIndex]:
    return [*spec.global_secondary_indexes, *spec.local_secondary_indexes]


def _of(spec: TableSpec) -> str:
    return f"of table {spec.resource_name!r}"


def _listed(names: Collection[str] | Mapping[str, object]) -> str:
    return ", ".join(map(repr, names)) or "none"
