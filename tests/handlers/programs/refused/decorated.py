import functools


def loud(function):
    @functools.wraps(function)
    def wrapper(*args):
        print(args)
        return function(*args)
    return wrapper


@loud
def helper():
    pass


def on_message(connection_id, body):
    return helper()
