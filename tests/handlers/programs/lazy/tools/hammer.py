import tools


def hit():
    return "hit " + tools.NAIL
