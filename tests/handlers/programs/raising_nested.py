"""Exceptions in closures, lambdas and wrappers show the program's own lines and columns."""
import functools


def loud(function):
    @functools.wraps(function)
    def wrapper(connection_id, body):
        return function(connection_id, body)
    return wrapper


def make(n):
    size = n

    def divide(x): return x / size
    return divide


class Room:
    def speaker(self):
        def speak(words):
            return (
                words.upper() +
                self.name)
        return speak


divide = make(0)
speak = Room().speaker()
OPS = {"index": lambda items: items[3],  "key": lambda items: items["é"]}
picked = [OPS["index"], lambda n: n.missing]
LATE = [lambda: 1 / zero for zero in (0,)]
def makers(): return [n for n in "ab"] and [
    lambda: {}[key] for key in "ab"]
made = makers()


@loud
def on_message(connection_id, body):
    if body == "divide": return divide(1)
    if body == "speak": return speak("hi")
    if body == "made": return made[0]()
    if body == "picked": return picked[1](1)
    return OPS[body]([1])


RAISES = ["divide", "speak", "made", "picked", "index", "key"]
