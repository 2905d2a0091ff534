"""The program as its files say and as it stands in memory."""

__all__: list[str] = []
