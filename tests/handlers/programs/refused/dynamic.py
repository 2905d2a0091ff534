import importlib
from importlib import import_module as load


def on_message(connection_id, body):
    importlib.import_module(body)
    load(body)
    eval(body)
    return globals()[body], __import__(body), __file__
