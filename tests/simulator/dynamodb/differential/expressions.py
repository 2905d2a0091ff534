"""Random expressions: mostly ones that AWS accepts, some that it refuses."""

from __future__ import annotations

import base64
import re
from random import Random
from typing import Any

__all__ = ["Expressions", "random_value"]

NAMES = ("a", "b", "c", "m", "l", "n", "s")
UNUSUAL = ("name", "a-b", "with space", "_x", "id")
BROKEN = 0.05  # share of expressions that something is wrong with


def random_value(random: Random, depth: int = 0) -> dict[str, Any]:
    """Return an attribute value out of few, so that values meet again."""
    kind = random.choice("SSSNNNBCDEFGH" + ("LM" if depth < 2 else "") * 2)
    if kind == "S":
        return {"S": random.choice(["", "a", "ab", "abc", "b", "é"])}
    if kind == "N":
        return {"N": random.choice(["0", "1", "-1", "2.5", "10", "1E2", "007", "-0.1"])}
    if kind == "B":
        return {"B": encoded(random.choice([b"a", b"ab", b"\xff", b"\x00"]))}
    if kind == "C":
        return {"BOOL": random.random() < 0.5}
    if kind == "D":
        return {"NULL": True}
    if kind in "EF":
        return {"SS": random.sample(["a", "ab", "b", "c"], random.randint(1, 3))}
    if kind == "G":
        return {"NS": random.sample(["1", "2", "10", "-3"], random.randint(1, 3))}
    if kind == "H":
        members = random.sample([b"a", b"b", b"ab"], random.randint(1, 2))
        return {"BS": [encoded(member) for member in members]}
    size = random.randint(0, 3)
    if kind == "L":
        return {"L": [random_value(random, depth + 1) for _ in range(size)]}
    names = random.sample(["a", "x", "y", "size"], size)
    return {"M": {name: random_value(random, depth + 1) for name in names}}


def encoded(content: bytes) -> str:
    """Return bytes as the wire has them."""
    return base64.b64encode(content).decode()


class Expressions:
    """The expressions of one request, which share their placeholders."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def parameters(self, **expressions: str | None) -> dict[str, Any]:
        """Return the expressions and placeholders as a request has them."""
        texts = {name: text for name, text in expressions.items() if text}
        used = set(re.findall(r"[#:]\w+", " ".join(texts.values())))
        names = {k: v for k, v in self.names.items() if k in used}
        values = {k: v for k, v in self.values.items() if k in used}
        if self.random.random() < BROKEN / 4:
            values[":unused"] = {"S": "x"}
        if self.random.random() < BROKEN / 4 and values:
            del values[self.random.choice(list(values))]
        return {
            **{name: self._spoilt(text) for name, text in texts.items()},
            **({"ExpressionAttributeNames": names} if names else {}),
            **({"ExpressionAttributeValues": values} if values else {}),
        }

    def _spoilt(self, text: str) -> str:
        if self.random.random() > BROKEN:
            return text
        words = re.findall(r"[#:]?\w+|<>|<=|>=|\S|\s+", text)
        place = self.random.randrange(len(words))
        spoil = self.random.choice(["drop", "double", "replace"])
        if spoil == "drop":
            del words[place]
        elif spoil == "double":
            words.insert(place, words[place])
        else:
            words[place] = self.random.choice(
                [",", ")", "AND", ":v0", "zz", "=", "[1]"]
            )
        return "".join(words)

    # Conditions.

    def condition(self, depth: int = 2) -> str:
        """Return a condition."""
        random = self.random
        if depth and random.random() < 0.4:
            left, right = (self.condition(depth - 1) for _ in range(2))
            return random.choice(
                [
                    f"{left} AND {right}",
                    f"{left} OR {right}",
                    f"({left} or {right}) AND {self.condition(0)}",
                    f"NOT {left}",
                ]
            )
        sign = random.choice(["=", "<>", "<", "<=", ">", ">="])
        return random.choice(
            [
                lambda: f"{self.operand()} {sign} {self.operand()}",
                lambda: f"{self.path()} {sign} {self.value()}",
                lambda: f"{self.path()} {sign} {self.value()}",
                lambda: f"{self.path()} BETWEEN {self.value()} AND {self.value()}",
                lambda: f"{self.path()} IN ({self.value()}, {self.value()})",
                lambda: f"attribute_exists({self.path()})",
                lambda: f"attribute_not_exists({self.path()})",
                lambda: f"attribute_type({self.path()}, {self.type_name()})",
                lambda: f"begins_with({self.path()}, {self.operand()})",
                lambda: f"contains({self.path()}, {self.operand()})",
                lambda: f"size({self.path()}) {sign} {self.value({'N': '1'})}",
            ]
        )()

    def operand(self) -> str:
        """Return what a comparison compares."""
        return self.random.choice(
            [self.path, self.path, self.value, lambda: f"size({self.path()})"]
        )()

    def type_name(self) -> str:
        """Return a value that names a type, most times."""
        names = ["S", "N", "B", "L", "M", "SS", "NULL", "BOOL", "X"]
        return self.value({"S": self.random.choice(names)})

    # Updates.

    def update(self) -> str:
        """Return an update of one to three sections."""
        random = self.random
        kinds = ["SET", "SET", "REMOVE", "ADD", "DELETE"]
        sections: dict[str, list[str]] = {}
        for name in random.sample(NAMES, random.choice([1, 1, 2, 3])):
            kind = random.choice(kinds)
            sections.setdefault(kind, []).append(self._action(kind, self.path(name)))
        return " ".join(
            f"{kind} {', '.join(actions)}" for kind, actions in sections.items()
        )

    def _action(self, kind: str, path: str) -> str:
        if kind == "SET":
            return f"{path} = {self._new_value(path)}"
        if kind == "ADD" and self.random.random() < 0.5:
            return f"{path} {self.value({'N': self.random.choice(['1', '-2', '.5'])})}"
        return path if kind == "REMOVE" else f"{path} {self._some_set()}"

    def _new_value(self, path: str) -> str:
        number = self.value({"N": self.random.choice(["1", "2.5", "-3"])})
        a_list = self.value({"L": [random_value(self.random, 2)]})
        return self.random.choice(
            [
                self.value,
                self.value,
                self.value,
                self.path,
                lambda: f"{path} + {number}",
                lambda: f"{self.path()} - {number}",
                lambda: f"if_not_exists({path}, {self.value()})",
                lambda: f"if_not_exists({self.path()}, {number}) + {number}",
                lambda: f"list_append({path}, {a_list})",
                lambda: f"list_append(if_not_exists({path}, {a_list}), {a_list})",
            ]
        )()

    def _some_set(self) -> str:
        kind = self.random.choices(["SS", "NS", "L"], [6, 3, 1])[0]
        members = {"SS": ["a", "b"], "NS": ["1"], "L": []}[kind]
        return self.value({kind: members})

    # Projections.

    def projection(self) -> str:
        """Return a projection of one to three paths."""
        names = self.random.sample(NAMES, self.random.randint(1, 3))
        return ", ".join(map(self.path, names))

    # Parts.

    def path(self, name: str | None = None) -> str:
        """Return a document path, below this attribute or any."""
        random = self.random
        any_name = random.choice(UNUSUAL if random.random() < 0.1 else NAMES)
        text = self.name(name or any_name)
        while random.random() < 0.2:
            if random.random() < 0.5:
                text += f".{self.name(random.choice('axy'))}"
            else:
                text += f"[{random.choice('0123')}]"
        return text

    def name(self, name: str) -> str:
        """Return an attribute's name, or a placeholder for it."""
        if name.isalnum() and name.isascii() and self.random.random() < 0.7:
            return name
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = name
        return placeholder

    def value(self, value: dict[str, Any] | None = None) -> str:
        """Return a placeholder for a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = value or random_value(self.random)
        return placeholder
