import left


def even(n):
    return f"even {left.odd(n - 2) if n > 1 else 0}"
