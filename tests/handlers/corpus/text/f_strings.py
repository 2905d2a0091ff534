#> "x" -> "  5 {x} 'x' x='x' 5.00"
"""f-strings with free names, nested formats and `=`."""

from pulumi_wingws import WebSocket

five = 5
width = 3
digits = 2
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    x = body
    return f"{five:{width}} {{{x}}} {x!r} {x=} {five:.{digits}f}"
