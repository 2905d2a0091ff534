#> "area 2 3" -> "6"
#> "area 2" -> "area(width: int, height: int): missing a required argument: 'height'"
#> "area 2 -3" -> "height must be positive"
#> "repeat ab 2" -> "abab (call 3)"
#> "area 1 1" -> "1 (call 4)"
"""Decorators with arguments that keep state in cells and read signatures."""

import functools
import inspect

from pulumi_wingws import WebSocket

calls = 0


class Invalid(Exception):
    def __init__(self, name, rule):
        super().__init__(f"{name} must be {rule}")


def positive(value):
    return value > 0


def check(**rules):
    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*texts):
            bound = signature.bind(*texts)
            for name, text in bound.arguments.items():
                value = signature.parameters[name].annotation(text)
                rule = rules.get(name)
                if rule and not rule(value):
                    raise Invalid(name, rule.__name__)
                bound.arguments[name] = value
            return function(*bound.args, **bound.kwargs)

        return wrapper

    return decorate


def counting(after):
    count = 0

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            nonlocal count
            result = function(*args)
            count += 1
            return f"{result} (call {count + 1})" if count > after else str(result)

        return wrapper

    return decorate


numbered = counting(1)


@numbered
@check(width=positive, height=positive)
def area(width: int, height: int):
    return width * height


@numbered
@check(times=positive)
def repeat(text: str, times: int):
    return text * times


FUNCTIONS = {f.__name__: f for f in (area, repeat)}
api = WebSocket("Api")


@api.on_message(reply=True)
def on_message(connection_id, body):
    name, *arguments = body.split()
    try:
        return FUNCTIONS[name](*arguments)
    except Invalid as exc:
        return str(exc)
    except TypeError as exc:
        shown = str(inspect.signature(FUNCTIONS[name]))
        return f"{name}{shown}: {exc}"
