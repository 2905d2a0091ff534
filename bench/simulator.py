"""How fast the simulator is, next to a bare `websockets` server: ``make bench``.

Both get the same load, one after the other and again, from a process of its own
(``bench/load.py``). Every message of the simulator's runs a handler in an execution
environment, which answers by `send_message` or `broadcast`. Linux only: it reads
``/proc``.

Options:
    --soak SECONDS   half the peak rate for that long, instead of all the rest
    --only WORD      only what has this word in its name
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

import chromium
import cpu
from playwright.sync_api import sync_playwright
from served import Server, bare, simulator

ROUNDS = 3
SECONDS = 3
IDLE = 10_000
LOOKS = 5  # rounds of the console, which scatter more
SETTLE = 3  # seconds that a browser is busy with itself when it starts


def main() -> None:
    """Measure, and print one line for each goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--soak", type=float, metavar="SECONDS")
    parser.add_argument("--only", metavar="WORD", default="")
    options = parser.parse_args()
    # What the servers may raise theirs to.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with (
        tempfile.TemporaryDirectory() as folder,
        bare() as yardstick,
        simulator(Path(folder)) as ours,
    ):
        if options.soak:
            soak(ours, options.soak)
            return
        for measure in (
            echo_100,
            echo_1,
            broadcast,
            broadcast_slowly,
            chat,
            connects,
            looks,
            swaps,
            idle,
        ):
            if options.only in measure.__name__:
                measure(yardstick, ours)


def echo_100(yardstick: Server, ours: Server) -> None:
    """100 connections, each sending when it got the answer before."""
    bare, sim = compare(yardstick, ours, "echo", 100, SECONDS)
    report("echo, 100 connections", bare["rate"], sim["rate"], "messages/s", 0.5)
    report("  p50", bare["p50"], sim["p50"], "ms")
    report("  p99", bare["p99"], sim["p99"], "ms", 3)


def echo_1(yardstick: Server, ours: Server) -> None:
    """One connection."""
    bare, sim = compare(yardstick, ours, "echo", 1, SECONDS)
    report("echo, one connection", bare["rate"], sim["rate"], "messages/s", 0.7)
    report("  p50", bare["p50"], sim["p50"], "ms")
    report("  p99", bare["p99"], sim["p99"], "ms")


def broadcast(yardstick: Server, ours: Server) -> None:
    """One message to 1,000 connections."""
    bare, sim = compare(yardstick, ours, "broadcast", 1000, 10)
    report("broadcast to 1,000", bare["rate"], sim["rate"], "deliveries/s", 0.5)


def broadcast_slowly(yardstick: Server, ours: Server) -> None:
    """One message to 1,000 connections, where each post takes 10 ms, and a loop."""
    ours.fault(post_latency=0.01)
    took = measure(ours, "slow", 1000, 3)
    ours.fault(post_latency=0)
    line = f"posts of 10 ms to 1,000: loop {took['loop']:,.0f} ms, "
    line += f"broadcast {took['broadcast']:,.0f} ms"
    print_line(f"{line}, {took['loop'] / took['broadcast']:.1f} times  goal 10")


def chat(yardstick: Server, ours: Server) -> None:
    """One message to 100 connections, whose ids the handler reads from a table."""
    bare, sim = compare(yardstick, ours, "chat", 100, 30)
    report("chat, 100 connections", bare["ms"], sim["ms"], "ms a message")
    print_line(f"  {sim['share']:.0%} of it in the table")


def connects(yardstick: Server, ours: Server) -> None:
    """New connections; the simulator asks a $connect handler about each."""
    bare, sim = compare(yardstick, ours, "connect", 1000)
    report("connects", bare["rate"], sim["rate"], "/s", 500 / bare["rate"])


def looks(yardstick: Server, ours: Server) -> None:
    """The echo with the console open in a browser, and closed."""
    for connections in (100, 1):
        closed, opened = [], []
        for _ in range(LOOKS):
            closed.append(look(ours, connections))
            with console(ours.console):
                opened.append(look(ours, connections))
        shut, shown = (medians(tuple(each)) for each in (closed, opened))
        line = f"console open, echo of {connections}: {shown['rate']:,.0f} of "
        line += f"{shut['rate']:,.0f} messages/s, {shown['rate'] / shut['rate']:.2f}"
        print_line(f"{line}  goal 0.90")
        print_line(
            f"  the simulator takes {shown['daemon']:.0f} in place of "
            f"{shut['daemon']:.0f} ms of a processor for 1,000 messages, the browser "
            f"{shown['browser']:.0%} of one"
        )


def look(ours: Server, connections: int) -> dict[str, float]:
    """Echo, and note what the simulator and a browser of ours take of the processor."""
    pid, own = ours.process.pid, os.getpid()
    daemon, browser = cpu.seconds_of(pid), cpu.seconds_of_children(own, "chrom")
    result: dict[str, float] = measure(ours, "echo", connections, SECONDS)
    seconds = SECONDS + 1  # it warms up for one
    daemon = cpu.seconds_of(pid) - daemon
    browser = cpu.seconds_of_children(own, "chrom") - browser
    per_message = daemon / seconds / result["rate"]
    return {**result, "daemon": per_message * 1e6, "browser": browser / seconds}


@contextmanager
def console(address: str) -> Iterator[None]:
    """Open the console's timeline in a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find_or_install(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(address)
        page.get_by_text("live", exact=True).wait_for()
        page.get_by_role("link", name="Timeline").click()
        sleep(SETTLE)
        yield
        browser.close()


def swaps(yardstick: Server, ours: Server) -> None:
    """A handler that is replaced under load; the load fails if anything is lost."""
    count = 0
    with load(ours, "echo", 100, SECONDS) as crowd:
        while crowd.poll() is None:
            count += 1
            ours.swap(str(count))
            with suppress(subprocess.TimeoutExpired):
                crowd.wait(0.25)
        assert crowd.stdout
        rate = json.loads(crowd.stdout.read())["rate"]
    print_line(
        f"{count} swaps at {rate:,.0f} messages/s, each answered, once, in order"
    )


def idle(yardstick: Server, ours: Server) -> None:
    """Memory with 10,000 connections that do nothing."""
    soft, _ = resource.prlimit(ours.process.pid, resource.RLIMIT_NOFILE)
    print_line(f"the simulator may have {soft} descriptors open")
    bare, sim = (memory_of_idle(server) for server in (yardstick, ours))
    report(f"memory of {IDLE} connections", bare, sim, "MiB", 1.3)


def memory_of_idle(server: Server) -> float:
    """Return the memory that a server has with many connections."""
    with load(server, "idle", IDLE) as crowd:
        assert crowd.stdin and crowd.stdout
        crowd.stdout.readline()
        memory = server.memory
        crowd.stdin.close()
        crowd.stdout.read()
    return memory


def soak(ours: Server, seconds: float) -> None:
    """Half the peak rate for long; memory and disk are printed ten times."""
    rate = measure(ours, "echo", 100, SECONDS)["rate"] / 2
    print_line(f"{rate:,.0f} messages/s for {seconds:.0f} s")
    with load(ours, "echo", 100, seconds, rate) as crowd:
        for _ in range(10):
            with suppress(subprocess.TimeoutExpired):
                crowd.wait(seconds / 10)
            print_line(f"{ours.memory} MiB of memory, {ours.disk} KiB of disk")
        assert crowd.stdout
        rate = json.loads(crowd.stdout.read())["rate"]
        print_line(f"{rate:,.0f} messages/s, each answered, once and in order")


def compare(
    yardstick: Server, ours: Server, *what: object
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the medians of what several rounds measured."""
    rounds = [(measure(yardstick, *what), measure(ours, *what)) for _ in range(ROUNDS)]
    bare, sim = zip(*rounds, strict=True)
    return medians(bare), medians(sim)


def medians(results: tuple[dict[str, float], ...]) -> dict[str, float]:
    """Return the median of each number."""
    return {name: median(each[name] for each in results) for name in results[0]}


def measure(server: Server, *what: object) -> Any:
    """Let a process of its own make the load, and return what it saw."""
    with load(server, *what) as process:
        assert process.stdout
        return json.loads(process.stdout.read())


def load(server: Server, *what: object) -> "subprocess.Popen[bytes]":
    """Start the load."""
    program = str(Path(__file__).with_name("load.py"))
    argv = [sys.executable, program, server.url, *map(str, what)]
    return subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def report(
    what: str, bare: float, sim: float, unit: str, goal: float | None = None
) -> None:
    """Print both numbers, their ratio and the goal for it."""
    line = f"{what:28} bare {bare:10,.2f}  sim {sim:10,.2f} {unit:13}"
    line += f" ratio {sim / bare:5.2f}"
    print_line(line + (f"  goal {goal:.2f}" if goal else ""))


def print_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
