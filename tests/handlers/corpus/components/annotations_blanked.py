#> "x" -> "x str"
"""Deploy-only names in annotations are blanked in place."""

import pulumi
from pulumi import Output

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


def helper(text: Output[str] | str, more: "pulumi.Resource | None" = None) -> pulumi.Input[str]:
    kept: pulumi.Output | str = text
    return kept


@chat.on_message(reply=True)
def on_message(connection_id: str, body: str) -> str:
    return f"{helper(body)} {type(body).__name__}"
