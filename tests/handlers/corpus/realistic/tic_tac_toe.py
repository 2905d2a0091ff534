#> "x 0" -> "X.. ... ..."
#> "o 4" -> "X.. .O. ..."
#> "x 4" -> "taken"
#> "x 1" -> "XX. .O. ..."
#> "o 8" -> "XX. .O. ..O"
#> "x 2" -> "X wins"
#> "z 1" -> "unknown player 'z'"
"""A game whose board is a module global that lives as long as the environment."""

from dataclasses import dataclass, field

from pulumi_wingws import WebSocket

LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
LINES += [tuple(line[i] for line in LINES) for i in range(3)]
LINES += [(0, 4, 8), (2, 4, 6)]
PLAYERS = {"x": "X", "o": "O"}


@dataclass
class Board:
    cells: list[str] = field(default_factory=lambda: ["."] * 9)

    def play(self, mark: str, index: int) -> bool:
        if self.cells[index] != ".":
            return False
        self.cells[index] = mark
        return True

    @property
    def winner(self) -> str | None:
        for line in LINES:
            marks = {self.cells[i] for i in line}
            if len(marks) == 1 and marks != {"."}:
                return marks.pop()
        return None

    def __str__(self) -> str:
        rows = ("".join(self.cells[i : i + 3]) for i in (0, 3, 6))
        return " ".join(rows)


board = Board()
game = WebSocket("Game")


@game.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    player, _, cell = body.partition(" ")
    try:
        mark = PLAYERS[player]
    except KeyError as exc:
        return f"unknown player {exc}"
    if not board.play(mark, int(cell)):
        return "taken"
    return f"{board.winner} wins" if board.winner else str(board)
