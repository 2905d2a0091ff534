"""Commands registered by a decorator of the program."""
import operator

COMMANDS = {}
KEPT = {"add": operator.add, "n": 1, "int": int}


def command(name):
    def register(function):
        COMMANDS[name] = function
        return function
    return register


@command("help")
def help_command(args):
    return "commands: " + ", ".join(sorted(COMMANDS))


@command("add")
def add(args, total=operator.add):
    return str(total(*map(int, args)) + KEPT["n"])


def on_message(connection_id, body):
    name, *args = body.split()
    return COMMANDS[name](args)


ANSWERS = {"help": "commands: add, help", "add 1 2": "4"}
