"""Third pass: write the sliced files and `index.py`."""
