"""Second pass: decide how each thing that was found travels."""

__all__: list[str] = []
