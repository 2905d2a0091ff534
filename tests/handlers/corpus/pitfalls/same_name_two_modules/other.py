def name():
    return "other"
