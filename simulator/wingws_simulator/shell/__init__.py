"""Where sockets and processes live: it moves the bytes that the core decides on."""

__all__: list[str] = []
