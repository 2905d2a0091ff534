#> "user name=Ann age=41" -> "<User name='Ann' age=41>"
#> "user name=Ann age=old" -> "age of User must be int"
#> "user name=Ann" -> "<User name='Ann' age=18>"
#> "pet name=Rex" -> "<Pet name='Rex'>"
#> "tables" -> "pets(name) users(name, age)"
"""A small object mapper: a metaclass collects descriptors and keeps the tables."""

from pulumi_wingws import WebSocket


class Field:
    def __init__(self, type_, default=None):
        self.type, self.default = type_, default

    def __set_name__(self, owner, name):
        self.owner, self.name = owner, name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        try:
            instance.__dict__[self.name] = self.type(value)
        except ValueError:
            kind = self.type.__name__
            raise TypeError(f"{self.name} of {self.owner.__name__} must be {kind}") from None


class ModelType(type):
    tables = {}

    def __new__(mcs, name, bases, namespace, *, table=None):
        cls = super().__new__(mcs, name, bases, namespace)
        cls.fields = [key for key, value in namespace.items() if isinstance(value, Field)]
        if table:
            mcs.tables[table] = cls
        return cls

    def __init__(cls, name, bases, namespace, **options):
        super().__init__(name, bases, namespace)

    def __iter__(cls):
        return iter(cls.fields)


class Model(metaclass=ModelType):
    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __repr__(self):
        values = " ".join(f"{name}={getattr(self, name)!r}" for name in type(self))
        return f"<{type(self).__name__} {values}>"


class User(Model, table="users"):
    name = Field(str)
    age = Field(int, 18)


class Pet(Model, table="pets"):
    name = Field(str)


database = WebSocket("Database")


@database.on_message(reply=True)
def on_message(connection_id, body):
    if body == "tables":
        tables = sorted(ModelType.tables.items())
        return " ".join(f"{name}({', '.join(model)})" for name, model in tables)
    name, *pairs = body.split()
    try:
        return repr(ModelType.tables[name + "s"](**dict(p.split("=") for p in pairs)))
    except TypeError as exc:
        return str(exc)
