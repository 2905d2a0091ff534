#> "roll 2 6" -> "1 1"
#> "echo one two" -> "two one"
#> "help" -> "count text; echo words; roll number sides #3"
#> "help echo" -> "echo words #4"
#> "fly" -> "no fly; one of count, echo, roll"
#> "roll" -> "roll number sides (TypeError)"
"""A bot whose plug-ins are found by pkgutil and declared by decorator classes."""

import importlib
import pkgutil

from plugins.base import command

import plugins
from pulumi_wingws import WebSocket

chat = WebSocket("Bot")

for module in pkgutil.iter_modules(plugins.__path__, "plugins."):
    importlib.import_module(module.name)


class Bot:
    def __init__(self, commands, *, prefix=""):
        self.commands = commands
        self.prefix = prefix
        self.calls = 0

    def run(self, text):
        self.calls += 1
        name, *arguments = text.removeprefix(self.prefix).split()
        if name == "help":
            return self.help(*arguments)
        if (found := self.commands.get(name)) is None:
            return f"no {name}; one of {', '.join(sorted(self.commands))}"
        try:
            return found(*arguments)
        except TypeError as exc:
            return f"{found.usage} ({type(exc).__name__})"

    def help(self, name=None):
        names = [name] if name else sorted(self.commands)
        return "; ".join(self.commands[each].usage for each in names) + f" #{self.calls}"


bot = Bot(command.found)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return bot.run(body)
