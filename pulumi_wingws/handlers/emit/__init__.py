"""Third pass: write the sliced files and `index.py`."""

__all__: list[str] = []
