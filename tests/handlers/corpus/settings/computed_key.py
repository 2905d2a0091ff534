#: config word swordfish
#! __main__.py:14:12: the key that 'pulumi.Config().require_secret(body)' reads is computed
"""A key that no reading of the text finds."""

import pulumi

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return pulumi.Config().require_secret(body)
