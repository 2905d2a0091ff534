"""What stands in memory, as Python text that makes it again."""

__all__: list[str] = []
