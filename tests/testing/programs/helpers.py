"""What handlers of the program import."""


def loud(text):
    return text.upper()
