"""What the simulator is held against: an echo server that is nothing but `websockets`.

It listens on a free port and prints it. ``all`` is sent to everybody, ``id`` answered
with nothing.
"""

import asyncio
import resource
import sys
from contextlib import suppress

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed


async def handle(connection: ServerConnection) -> None:
    """Echo what one client sends."""
    with suppress(ConnectionClosed):
        async for message in connection:
            if message == "all":
                broadcast(connection.server.connections, "news")
            else:
                await connection.send("" if message == "id" else message)


async def main() -> None:
    """Serve until killed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # API Gateway sends no pings, and so the simulator sends none.
    async with serve(handle, "127.0.0.1", 0, ping_interval=None) as server:
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
