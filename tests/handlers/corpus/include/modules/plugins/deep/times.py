from ..base import calls, run as note


def run(a, b):
    note(a, b)
    return f"{a * b} of {len(calls)}"
