import pytest
from pytest import raises as fails


def on_message(connection_id, body):
    import xdist
    pytest.fail(body)
    return fails(ValueError)
