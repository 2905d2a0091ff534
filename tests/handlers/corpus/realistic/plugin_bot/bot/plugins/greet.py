from ..core import BOT

GREETING = "hello"


@BOT.command()
def greet(name):
    """say hello"""
    return f"{GREETING} {name}"
