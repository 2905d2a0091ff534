#> "" -> "1 10.0.0.1 [200, 404] True True 2 True True 5"
#> "" -> "0 10.0.0.1 [200, 404] True True 2 True True none"
"""Objects of Python's library in objects, sets and keys come apart into data."""

import http
import ipaddress
import operator
import queue
import random
import re
import threading

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


class Room:
    def __init__(self):
        self.host = ipaddress.IPv4Address("10.0.0.1")
        self.codes = {http.HTTPStatus.OK, http.HTTPStatus.NOT_FOUND}
        self.event = threading.Event()
        self.event.set()
        self.waiting = queue.Queue()
        self.waiting.put(1)
        self.gate = threading.Semaphore(2)
        self.dice = random.Random(3)
        self.first = self.dice.random()
        self.steps = iter([1, 5])
        next(self.steps)
        self.flags = re.IGNORECASE | re.MULTILINE
        self.read = operator.attrgetter("host")


room = Room()
host = room.host
NETS = {ipaddress.ip_network("10.0.0.0/8"): "a", ipaddress.ip_address("::1"): "b"}
HOSTS = {ipaddress.IPv4Address(f"10.0.0.{n}") for n in range(20)}


@chat.on_message(reply=True)
def on_message(connection_id, body):
    waiting = 0 if room.waiting.empty() else room.waiting.get()
    codes = sorted(int(code) for code in room.codes)
    is_kept = host is room.host and room.read(room) is host
    has_all = len(HOSTS) == 20 and NETS[ipaddress.ip_address("::1")] == "b"
    is_next = room.dice.random() != room.first and room.flags == re.I | re.M
    step = next(room.steps, "none")
    return (
        f"{waiting} {host} {codes} {is_kept} {room.event.is_set()} "
        f"{room.gate._value} {has_all} {is_next} {step}"
    )
