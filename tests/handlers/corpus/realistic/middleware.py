#> "ann:secret:whoami" -> "[3] ann"
#> "ann:wrong:whoami" -> "[1] denied"
#> "bob:hunter2:shout hi" -> "[3] HI"
#> "bob:hunter2:dance" -> "[3] cannot dance"
"""Functions wrapped by decorators with functools.wraps, stacked in one order."""

import functools
import hashlib

from pulumi_wingws import WebSocket


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


USERS = {name: digest(word) for name, word in [("ann", "secret"), ("bob", "hunter2")]}


def counted(function):
    @functools.wraps(function)
    def wrapper(request):
        request["steps"] = request.get("steps", 0) + 1
        return f"[{request['steps']}] {function(request)}"

    return wrapper


def step(function):
    @functools.wraps(function)
    def wrapper(request):
        request["steps"] += 1
        return function(request)

    return wrapper


def authenticated(function):
    @functools.wraps(function)
    def wrapper(request):
        if USERS.get(request["user"]) != digest(request["password"]):
            request["answer"] = "denied"
            return "denied"
        return function(request)

    return wrapper


def numbered(function):
    @functools.wraps(function)
    def wrapper(request):
        request.setdefault("steps", 1)
        answer = function(request)
        return f"[{request['steps']}] {answer}"

    return wrapper


@numbered
@authenticated
@step
@step
def dispatch(request):
    verb, _, rest = request["command"].partition(" ")
    if verb == "whoami":
        return request["user"]
    if verb == "shout":
        return rest.upper()
    return f"cannot {verb}"


api = WebSocket("Api")


@api.on_message(reply=True)
def on_message(connection_id, body):
    user, password, command = body.split(":", 2)
    return dispatch({"user": user, "password": password, "command": command})
