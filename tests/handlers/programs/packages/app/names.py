def star():
    return "star"
