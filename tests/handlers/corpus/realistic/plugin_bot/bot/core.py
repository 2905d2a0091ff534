"""The bot and the decorator by which plug-ins join it."""

import inspect


class Bot:
    def __init__(self):
        self.commands = {}

    def command(self, name=None):
        def register(function):
            self.commands[name or function.__name__] = function
            return function

        return register

    def run(self, text):
        name, *arguments = text.split()
        try:
            command = self.commands[name]
        except KeyError:
            return f"no {name}"
        return str(command(*arguments))

    def help(self):
        for name, command in sorted(self.commands.items()):
            yield f"{name}: {inspect.getdoc(command)}"


BOT = Bot()


@BOT.command("help")
def show_help():
    """list all commands"""
    return "\n".join(BOT.help())
