#> "x" -> "{'b': 'B', 'c': 'C'}"
"""A registry kept by __init_subclass__ with an argument."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Base:
    kinds = {}

    def __init_subclass__(cls, /, key, **options):
        super().__init_subclass__(**options)
        Base.kinds[key] = cls


class B(Base, key="b"):
    pass


class C(Base, key="c"):
    pass


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str({key: kind.__name__ for key, kind in Base.kinds.items()})
