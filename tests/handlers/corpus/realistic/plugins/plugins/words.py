from plugins.base import command as _command


@_command("echo")
def repeat(*words):
    return " ".join(reversed(words))


@_command
def count(text):
    return str(len(text))
