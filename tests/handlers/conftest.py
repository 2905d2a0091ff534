"""The corpus of programs, deployed once for all tests that ask."""

import pytest

from tests.handlers.corpus_run.corpus import Corpus
from tests.handlers.corpus_run.program import CorpusProgram


@pytest.fixture(scope="session")
def corpus(request, tmp_path_factory):
    """Return the corpus; what this run's tests need begins to be deployed."""
    corpus = Corpus(tmp_path_factory.mktemp("corpus"))
    calls = (getattr(item, "callspec", None) for item in request.session.items)
    values = (call.params.get("program") for call in calls if call)
    corpus.expect(value for value in values if isinstance(value, CorpusProgram))
    yield corpus
    corpus.close()
