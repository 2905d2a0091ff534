#> "x" -> "x7"
#> "boom" raises "*"
"""Deploy-only names elsewhere become tombstones: a module that handlers only use half of."""

from mixed import export_all, helper

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
export_all()


@chat.on_message(reply=True)
def on_message(connection_id, body):
    if body == "boom":
        export_all()
    return helper(body)
