#> "" -> "2 True b 4 1 [1]"
"""What functions did at module level to objects that come apart into data."""

import itertools
import queue
import string
import threading

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
gate = threading.Semaphore(3)
event = threading.Event()
page = string.Template("a")
here = threading.local()
numbers = itertools.count()
again = numbers
waiting = queue.Queue()


class Setup:
    def run(self):
        gate.acquire()
        event.set()
        change()


def change():
    page.template = "b"
    here.value = 4
    waiting.put(1)


Setup().run()
next(again)


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return (
        f"{gate._value} {event.is_set()} {page.template} {here.value} "
        f"{next(numbers)} {list(waiting.queue)}"
    )
