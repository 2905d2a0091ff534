"""The two places a program can be provisioned to."""

__all__: list[str] = []
