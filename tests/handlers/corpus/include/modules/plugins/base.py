"""What plug-ins share."""

calls = []


def run(*numbers):
    calls.append(numbers)
