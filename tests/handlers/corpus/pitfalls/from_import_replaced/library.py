def work():
    return "mine"
