text = "sqrt"
unused = "never seen"


def power(n):
    from math import pow

    return pow(n, 2)
