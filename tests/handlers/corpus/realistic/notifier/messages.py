from string import Formatter

WELCOME = "welcome"
_FORMAT = "[{room}] {text}"


def shout(room, text):
    return Formatter().format(_FORMAT, room=room, text=text)
