"""Decorators of the program: wrappers rebuilt from their cells, registries, classes."""
import functools
from dataclasses import dataclass

from pulumi_stand_ins import WebSocket

chat = WebSocket("Chat")
COMMANDS, ORDER, CALLS = {}, [], []


def loud(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return str(function(*args, **kwargs)).upper()
    return wrapper


def times(n):
    def decorate(function):
        def wrapper(*args):
            CALLS.append(function.__name__)
            return [function(*args)] * n
        return wrapper
    return decorate


def command(*names):
    def register(function):
        for name in names:
            COMMANDS[name] = function
            ORDER.append(name)
        return function
    return register


class Counted:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function, self.calls = function, 0

    def __call__(self, *args):
        self.calls += 1
        return self.function(*args), self.calls


def describe(cls):
    cls.describe = lambda self: f"{type(self).__name__} {self.x}"
    cls.registered = True
    ORDER.append(cls.__name__)
    return cls


def const(function): return function()


@loud
def greet(name):
    """Greet someone."""
    return f"hello {name}"


@times(2)
@loud
@command("twice", "2")
def twice(x):
    return x


@Counted
def counted(x): return x


@functools.lru_cache
@loud
def cached(x): return f"c{x}"


@loud
@functools.lru_cache(maxsize=5)
def cached_below(x): return f"d{x}"


@describe
@dataclass
class Point:
    x: int


@const
def FIVE(): return 5


class Service:
    @loud
    def method(self, x): return f"m{x}"

    @staticmethod
    @loud
    def static(): return "static"


counted("first")


@chat.on_message
@loud
def on_message(connection_id, body):
    return [
        greet("ann"), greet.__doc__, greet.__name__, greet.__wrapped__("bob"), twice("x"),
        COMMANDS["2"]("y"), ORDER, CALLS, counted("z"), counted.__name__, cached(1), cached_below(2),
        Point(1).describe(), Point.registered, FIVE, Service().method(1), Service.static(),
        Service.method.__name__,
    ]


ANSWERS = {"": "['HELLO ANN', 'GREET SOMEONE.', 'GREET', 'HELLO BOB', ['X', 'X'], 'Y', ['TWICE', '2', 'POINT'], ['TWICE'], ('Z', 2), 'COUNTED', 'C1', 'D2', 'POINT 1', TRUE, 5, 'M1', 'STATIC', 'METHOD']"}
