value = 1


def bump():
    global value
    value += 1
