"""What test programs deploy: components, a resource and an Output without an engine."""

from pulumi_wingws.handlers import Component

METHODS = {
    "WebSocket": {"send_message", "disconnect", "get_connection"},
    "DynamodbTable": {"put_item", "get_item", "delete_item", "scan"},
}


class _StandIn:
    def __init__(self, name, **args):
        self.name = name

    def on_connect(self, function):
        return function

    on_disconnect = on_message = on_connect


class WebSocket(_StandIn):
    """A WebSocket."""


class DynamodbTable(_StandIn):
    """A table."""


class Output:
    """A value known after the deployment."""

    def __init__(self, value):
        self.value = value


class Bucket:
    """Another provider's resource."""

    def __init__(self, name):
        self.arn = Output(f"arn:aws:s3:::{name}")


def classify(value):
    """Tell stand-ins apart as deploy time tells components apart."""
    if isinstance(value, _StandIn):
        kind = type(value).__name__
        return Component(kind, value.name, frozenset(METHODS[kind]))
    if isinstance(value, Output):
        return "output"
    if isinstance(value, Bucket):
        return "resource"
    return None


def export(name, value):
    """Do as pulumi.export does."""
