"""What the simulator decides, without I/O: time, ids and randomness are arguments."""

__all__: list[str] = []
