#> "temperature 300" -> "temperature must be 0 to 100"
#> "temperature 20" -> "temperature=20 fan=1"
#> "fan 3" -> "temperature=20 fan=3"
#> "colour red" -> "no setting colour"
"""Descriptors with __set_name__, a metaclass-free registry, state in an instance."""

from pulumi_wingws import WebSocket


class Ranged:
    def __init__(self, low, high, default):
        self.low, self.high, self.default = low, high, default

    def __set_name__(self, owner, name):
        self.name = name
        owner.settings = (*getattr(owner, "settings", ()), name)

    def __get__(self, instance, owner=None):
        return self if instance is None else vars(instance).get(self.name, self.default)

    def __set__(self, instance, value):
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name} must be {self.low} to {self.high}")
        vars(instance)[self.name] = value


class Device:
    temperature = Ranged(0, 100, default=21)
    fan = Ranged(0, 5, default=1)

    def __str__(self):
        return " ".join(f"{name}={getattr(self, name)}" for name in self.settings)


device = Device()
panel = WebSocket("Panel")


@panel.on_message(reply=True)
def on_message(connection_id, body):
    name, value = body.split()
    if name not in Device.settings:
        return f"no setting {name}"
    try:
        setattr(device, name, int(value))
    except ValueError as exc:
        return str(exc)
    return str(device)
