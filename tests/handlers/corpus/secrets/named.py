#! __main__.py:13:11: the value of 'API_KEY' looks like a secret, and every preview would show it
#! __main__.py:14:26: the value of 'password' looks like a secret, and every preview would show it
#! __main__.py:15:35: the value of 'X-Api-Token' looks like a secret, and every preview would show it
#! __main__.py:18:23: the value of 'secret' looks like a secret, and every preview would show it
#! __main__.py:24:40: the value of 'dbPassword' looks like a secret, and every preview would show it
"""Literals that their names and looks give away."""

from types import SimpleNamespace

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
API_KEY = "9f86d081884c7d65"
DATABASE = dict(password="hunter2hunter2")
HEADERS = {"a": 1, "X-Api-Token": "S3cr3tP4ss"}


def sign(text, secret="AbC123xyz789=="):
    return text + secret


@chat.on_message(reply=True)
def on_message(connection_id, body):
    names = SimpleNamespace(dbPassword="p4ssw0rd")
    return sign(body) + API_KEY + str([DATABASE, HEADERS, names])
