from left import *
import left


def go(n):
    return "right " + left.go(n - 1) if n > 1 else "right"
