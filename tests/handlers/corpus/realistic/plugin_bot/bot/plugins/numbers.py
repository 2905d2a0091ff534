from bot.core import BOT

for _name, _function, _doc in [("sum", sum, "add up"), ("max", max, "the largest")]:

    def _command(*numbers, function=_function):
        return function(int(n) for n in numbers)

    _command.__doc__ = _doc
    BOT.command(_name)(_command)
