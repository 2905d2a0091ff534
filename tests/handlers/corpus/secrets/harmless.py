#> "x" -> "x-token-header connectionId sha256-rsa2 images/2024/01/a.png 2"
"""Names of secrets and keys that hold none."""

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")
TOKEN_HEADER = "x-token-header"
PRIMARY_KEY = "connectionId"
KEY_ALGORITHM = "sha256-rsa2"
OBJECT_KEY = "images/2024/01/a.png"
KMS_KEY = "arn:aws:kms:eu-1:1:key/550e8400-e29b-41d4-a716-446655440000"
KEYS = ["550e8400e29b", "x"][1:] + [KMS_KEY]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{TOKEN_HEADER} {PRIMARY_KEY} {KEY_ALGORITHM} {OBJECT_KEY} {len(KEYS)}"
