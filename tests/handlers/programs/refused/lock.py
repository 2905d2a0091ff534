import threading
import os

lock = threading.Lock()
NAMES = {"é": [threading.Event()]}
passed = threading.Event()
print(passed.is_set, passed)
secret = threading.local(); secret.__dict__.update(os.environ)
two = threading.Lock()
two = threading.Lock()


def helper():
    with lock:
        return NAMES["é"], passed, secret, two


def on_message(connection_id, body):
    text = "é"; helper()
