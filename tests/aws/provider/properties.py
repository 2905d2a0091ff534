"""Properties on the wire: protobuf's Struct, which knows no integers."""

from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

__all__ = ["read", "written"]


def read(struct):
    """Return a Struct as a dict, with whole numbers as integers."""
    return _with_integers(MessageToDict(struct))


def written(properties):
    """Return a dict as a Struct."""
    struct = Struct()
    struct.update(properties)
    return struct


def _with_integers(value):
    if isinstance(value, dict):
        return {key: _with_integers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_integers(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
