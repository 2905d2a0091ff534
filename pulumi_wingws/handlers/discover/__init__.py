"""First pass: find every object that a handler can reach."""

__all__: list[str] = []
