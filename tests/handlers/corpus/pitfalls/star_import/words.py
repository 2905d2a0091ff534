__all__ = ["A", "b"]
A = "a"
_B = "b"


def b(text):
    return f"{_B} {text}"
