#> "x" -> "C(a=1, b=2, c=6) True True"
"""kw_only, post_init with InitVar, eq=False, inheritance with defaults."""

from dataclasses import InitVar, dataclass, field


from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
@dataclass
class A:
    a: int = 1


@dataclass(kw_only=True)
class B(A):
    b: int


@dataclass(kw_only=True, eq=False)
class C(B):
    c: int = field(init=False)
    factor: InitVar[int] = 3

    def __post_init__(self, factor):
        self.c = self.b * factor


made = C(b=2)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{made} {B(b=1) == B(b=1)} {C(b=1) == C(b=1)}"
