def __getattr__(name):
    return PREFIX + name


PREFIX = "made "
