def value():
    return "deep"
