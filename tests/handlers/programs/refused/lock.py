import threading

lock = threading.Lock()
NAMES = {"é": [lock]}


def helper():
    with lock:
        return NAMES["é"]


def on_message(connection_id, body):
    text = "é"; helper()
