"""A debugger attaches to a handler's environment."""

import asyncio
import json
import socket
from itertools import count

from wingws_simulator.core.lambda_result import Returned

HANDLER = """
def handler(event, context):
    answer = event + 1
    return answer
"""


class Debugger:
    """A client of the Debug Adapter Protocol, as editors have one."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._stream = self._socket.makefile("rb")
        self._numbers = count(1)

    def close(self):
        self._stream.close()
        self._socket.close()

    def request(self, command, **arguments):
        """Send a request; what comes back is for `wait`."""
        message = {
            "seq": next(self._numbers),
            "type": "request",
            "command": command,
            "arguments": arguments,
        }
        body = json.dumps(message).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def wait(self, name):
        """Return the body of the next event, or answer to a command, of that name."""
        while True:
            length = 0
            while line := self._stream.readline().strip():
                length = int(line.partition(b":")[2])
            message = json.loads(self._stream.read(length))
            if name in (message.get("event"), message.get("command")):
                assert message.get("success") is not False, message
                return message.get("body") or {}


def debug(port):
    """Break where the handler returns; return what `answer` is there, and go on."""
    debugger = Debugger(port)
    debugger.request("initialize", adapterID="test", pathFormat="path")
    debugger.wait("initialize")
    # The editor's folder stands for the one that the handler runs in.
    mapping = {"localRoot": "/editor", "remoteRoot": "."}
    debugger.request("attach", pathMappings=[mapping], justMyCode=False)
    debugger.wait("initialized")
    source = {"path": "/editor/index.py"}
    debugger.request("setBreakpoints", source=source, breakpoints=[{"line": 4}])
    debugger.wait("setBreakpoints")
    debugger.request("configurationDone")
    thread = debugger.wait("stopped")["threadId"]
    debugger.request("stackTrace", threadId=thread)
    frame = debugger.wait("stackTrace")["stackFrames"][0]
    debugger.request("evaluate", expression="answer", frameId=frame["id"])
    found = debugger.wait("evaluate")["result"], frame["source"]["path"]
    debugger.request("disconnect")
    debugger.wait("disconnect")
    debugger.close()
    return found


def test_a_breakpoint(function, service, log):
    """The environment waits for a debugger, which then stops it where it likes."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    async def main():
        async with service() as functions:
            functions.put(function(HANDLER, debug_port=port, timeout=60))
            invocation = asyncio.ensure_future(functions.invoke("f", 41))
            waiting = f"waiting for a debugger at 127.0.0.1:{port}"
            while waiting not in await asyncio.to_thread(lines, log):
                pass
            found = await asyncio.to_thread(debug, port)
            again = await functions.invoke("f", 1)  # without a debugger
            return found, await invocation, again

    found, result, again = asyncio.run(main())
    assert found == ("42", "/editor/index.py")
    assert (result, again) == (Returned(42), Returned(2))


def lines(log):
    """Return the lines of the log, none if there is no log yet."""
    try:
        return log()
    except FileNotFoundError:
        return []
