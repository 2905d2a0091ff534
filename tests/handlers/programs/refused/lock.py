import os, threading
from queue import SimpleQueue

lock = threading.Lock()
NAMES = {"é": [SimpleQueue()]}
passed = SimpleQueue()
print(passed.qsize, passed)
secret = SimpleQueue(); [secret.put(each) for each in os.environ]
two = threading.Lock()
two = threading.Lock()


def helper():
    with lock:
        return NAMES["é"], passed, secret, two


def on_message(connection_id, body):
    text = "é"; helper()
