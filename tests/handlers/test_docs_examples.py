"""The examples of docs/handlers.md and docs/items.md do what the pages say."""

import json
import re
from pathlib import Path

import pytest

from tests.handlers.corpus_run.corpus import Corpus
from tests.handlers.corpus_run.program import CorpusProgram, Step

DOCS = Path(__file__).parents[2] / "docs"
TEXT = "".join((DOCS / page).read_text() for page in ("handlers.md", "items.md"))
BLOCKS = re.findall(r"### (.+?)\n.*?```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """What deploys programs and runs their artifacts."""
    corpus = Corpus(tmp_path_factory.mktemp("docs"))
    yield corpus
    corpus.close()


class Example(CorpusProgram):
    """One code block of the page."""

    @property
    def name(self):
        """The name of the block's folder."""
        return self.path.parent.name


@pytest.mark.parametrize("text", [t for _, t in BLOCKS], ids=[n for n, _ in BLOCKS])
def test_example_does_what_the_page_says(text, corpus, tmp_path):
    """A block answers, or is refused, as its last comment says."""
    file = tmp_path / "__main__.py"
    file.write_text(text)
    example = Example(file)
    last = text.strip().split("\n")[-1]
    if last.startswith("# refused: "):
        refusal = corpus.deployment(example)["refusal"]
        assert last.removeprefix("# refused: ") in (refusal or "")
    else:
        sent, expected = (json.loads(each) for each in last[2:].split(" -> "))
        example.steps.append(Step("$default", sent, "->", expected))
        ((answer, _),) = corpus.answers(example, "clean")
        assert answer["result"]["body"] == expected
