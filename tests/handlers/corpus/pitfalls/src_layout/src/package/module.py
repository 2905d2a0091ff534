from . import other


def work(text):
    return f"{other.PREFIX} {text}"
