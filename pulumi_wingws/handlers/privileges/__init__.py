"""What a handler may do to each component: read from the text that runs in Lambda."""

__all__: list[str] = []
