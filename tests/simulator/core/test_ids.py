"""Ids of AWS's shape."""

import random
import re
from base64 import urlsafe_b64decode

import pytest
from wingws_simulator.core.ids import Ids, is_connection_id

NOW = 1731324924.553


@pytest.fixture(name="ids")
def _ids():
    return Ids(random.Random(1).getrandbits)


@pytest.mark.fidelity(
    "1.4", "connectionId: 16 characters of URL-safe base64, one = at the end"
)
def test_connection_id_shape(ids):
    """A connection id is sixteen characters with one `=` at the end."""
    assert is_connection_id(ids.connection_id(NOW))


def test_connection_id_counts_ticks(ids):
    """The first four bytes of a connection id count ticks of 25 ms."""
    raw = urlsafe_b64decode(ids.connection_id(NOW))

    assert int(NOW * 40) & 0xFFFFFFFF == int.from_bytes(raw[:4], "big")
    assert raw[8] == 2


@pytest.mark.fidelity("1.4", "messageId ends like its connectionId")
def test_message_id_ends_like_its_connection(ids):
    """A message id shares its last three bytes with its connection's id."""
    connection_id = ids.connection_id(NOW)

    _, message_id = ids.of_message(NOW + 1, connection_id)

    assert urlsafe_b64decode(connection_id)[8:] == urlsafe_b64decode(message_id)[8:]
    assert message_id != connection_id


@pytest.mark.parametrize("of_message", [False, True])
def test_request_ids_differ(ids, of_message):
    """Every request id is new, and marked as one."""

    def request_id():
        if of_message:
            return ids.of_message(NOW, "BFHPhfCWIAMCKlQ=")[0]
        return ids.request_id(NOW)

    request_ids = {request_id() for _ in range(1000)}

    assert len(request_ids) == 1000
    raw = [urlsafe_b64decode(each) for each in request_ids]
    assert {(5, 11)} == {(each[8], len(each)) for each in raw}
    assert {int(NOW * 40) & 0xFFFFFFFF} == {int.from_bytes(r[:4], "big") for r in raw}


def test_trace_id_shape(ids):
    """A trace id has eight and twenty-four hex digits."""
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", ids.trace_id(NOW))


@pytest.mark.fidelity("9", "10 ids have AWS's form")
@pytest.mark.parametrize(
    "text",
    ["", "12345", "c1f3a1de-1234-4f6b-9d6a-0a1b2c3d4e5f", "BFHPhfCWIAMCKlQ", "a" * 16],
)
def test_other_texts_are_no_connection_ids(text):
    """UUIDs and truncated ids are told from connection ids."""
    assert not is_connection_id(text)
