from __future__ import annotations

from typing import TYPE_CHECKING

from . import scoring

if TYPE_CHECKING:
    from .questions import Question


class Game:
    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions
        self.score = 0
        self.number = 0
        self.asked: Question | None = None

    def ask(self) -> str:
        if self.number == len(self.questions):
            most = sum(each.points for each in self.questions)
            return f"no more questions, {scoring.verdict(self.score, most)}"
        self.asked = self.questions[self.number]
        self.number += 1
        return f"{self.number}. {self.asked.text}"

    def answer(self, text: str) -> str:
        if self.asked is None:
            return "nothing was asked"
        asked, self.asked = self.asked, None
        if not asked.is_right(text):
            return f"wrong: {asked.answer}"
        self.score += asked.points
        return f"right: {self.score}"
