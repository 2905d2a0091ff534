import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    answer: str
    points: int = 1

    def is_right(self, answer: str) -> bool:
        return answer.strip().casefold() == self.answer


def load(file: Path) -> list[Question]:
    return [Question(**each) for each in json.loads(file.read_text())]


QUESTIONS = load(Path(__file__).with_name("questions.json"))
