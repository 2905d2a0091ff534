#: config word swordfish
#> "x" -> "swordfish"
"""Names of Pulumi's next to its Config, in annotations and at module level."""

import pulumi
from pulumi import Config, Output, export

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
export("name", Output.from_input("chat"))


def word(of: Config | None = None) -> pulumi.Output[str]:
    return pulumi.Config().require_secret("word")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return word().get()
