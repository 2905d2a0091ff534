import right


def odd(n):
    return f"odd {right.even(n)}" if n else "0"
