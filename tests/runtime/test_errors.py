"""The errors' sentences and facts."""

import pickle

import pytest
from wingws_runtime import (
    CancellationReason,
    ConditionFailed,
    ConnectionGone,
    InvalidHandler,
    InvalidResult,
    ItemTooLarge,
    NotInEnvironment,
    PayloadTooLarge,
    Throttled,
    TransactionCanceled,
    WingWsError,
)

SENTENCES = [
    (ConnectionGone("abc="), "connection 'abc=' is gone"),
    (PayloadTooLarge(9, 8), "message has 9 bytes; at most 8 are delivered"),
    (
        ConditionFailed("Rows", "a = b"),
        "condition 'a = b' is false for the item in Rows; nothing was written",
    ),
    (
        ConditionFailed("Rows", "a = b", {"id": "x"}),
        "condition 'a = b' is false for the item in Rows; nothing was written",
    ),
    (
        TransactionCanceled(
            "Rows",
            [CancellationReason("None"), CancellationReason("TransactionConflict", "")],
        ),
        "transaction of Rows was cancelled: TransactionConflict at item 1",
    ),
    (
        TransactionCanceled("Rows", []),
        "transaction of Rows was cancelled: no reason given",
    ),
    (
        ItemTooLarge("Rows"),
        "item in Rows would be larger than 400 KB; nothing was written",
    ),
    (
        Throttled("Rows", "scan"),
        "scan of Rows was throttled, after all the retries",
    ),
    (InvalidHandler("f", "takes ()", "(x)"), "handler f takes (); expected (x)"),
    (InvalidResult(7, "None"), "handler returned 7; expected None"),
    (
        NotInEnvironment("tables", "x", []),
        "'x' is not among the tables; there is nothing",
    ),
]


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_sentence(error, sentence):
    """Every error is a WingWsError that says what was given and what is allowed."""
    assert isinstance(error, WingWsError)
    assert str(error) == sentence


@pytest.mark.parametrize("error", [error for error, _ in SENTENCES])
def test_pickle(error):
    """An error survives a copy, as process pools make it, with its facts."""
    copy = pickle.loads(pickle.dumps(error))
    assert vars(copy) == vars(error)
    assert str(copy) == str(error)
