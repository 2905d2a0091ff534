#~ decimal
#> "x" -> "0.3333333333333333333333333333"
"""decimal.getcontext().prec is state of the library, which does not travel."""

from decimal import Decimal, getcontext

from pulumi_wingws import WebSocket

getcontext().prec = 5
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return str(Decimal(1) / 3)
