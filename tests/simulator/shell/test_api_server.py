"""The API server's own promises."""

import asyncio
import logging
import socket

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from wingws_simulator.core.api_config import ApiConfig, Route
from wingws_simulator.core.lambda_result import NotInvoked
from wingws_simulator.shell.api_server import ApiServer
from wingws_simulator.shell.board import Board


def refuse(function_name, event, done, origin):
    raise NotInvoked("ResourceNotFoundException", f"not found: {function_name}")


@pytest.fixture
def server_of():
    """Return a maker of servers."""
    board = Board()

    def server_of(config):
        return ApiServer(config, invoke=refuse, secret_for={}.get, board=board)

    yield server_of
    board.close()


@pytest.mark.fidelity("2.1", "function cannot be invoked: 500")
def test_invoker_failure(server_of, caplog):
    """A function that cannot be invoked refuses with 500, and is logged."""

    async def scenario():
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        config = ApiConfig("abcd123", "prod", {"$connect": Route("connect")})
        server = server_of(config)
        await server.start(listener)
        with pytest.raises(InvalidStatus) as caught:
            await connect(f"ws://127.0.0.1:{port}/prod", proxy=None)
        await server.close()
        return caught.value.response.status_code

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(scenario()) == 500
    expected = "connect was not invoked: ResourceNotFoundException: not found"
    assert expected in caplog.text


def test_close_unstarted(server_of):
    """A server that never started can be closed."""

    async def scenario():
        await server_of(ApiConfig("abcd123", "prod", {})).close()

    asyncio.run(scenario())


def test_bad_expression(server_of):
    """A route selection expression that isn't one is refused."""
    config = ApiConfig("abcd123", "prod", {}, route_selection_expression="$foo")

    async def scenario():
        server_of(config)

    with pytest.raises(ValueError, match=r"expected request\.body"):
        asyncio.run(scenario())
