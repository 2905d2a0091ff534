import right


def go(n):
    return "left " + right.go(n - 1) if n % 2 else right.go(n)
