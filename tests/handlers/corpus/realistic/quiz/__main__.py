#> "ask" -> "1. 2 + 2?"
#> "4" -> "right: 10"
#> "ask" -> "2. capital of France?"
#> "  PARIS " -> "right: 30"
#> "ask" -> "no more questions, 30 of 30: perfect"
#> "4" -> "nothing was asked"
"""A quiz spread over a package: questions from a data file, scores by rules."""

from pulumi_wingws import WebSocket

from quiz.game import Game
from quiz.questions import QUESTIONS

server = WebSocket("Quiz")
game = Game(QUESTIONS)


@server.on_message(reply=True)
def on_message(connection_id, body):
    return game.ask() if body == "ask" else game.answer(body)
