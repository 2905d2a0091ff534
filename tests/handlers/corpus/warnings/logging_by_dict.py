#~ what 'logging.config.dictConfig' sets here is not set in Lambda
#> "x" -> "0"
"""A logger inherits the level that the program gave the root: it is warned of."""

import logging
import logging.config

from pulumi_wingws import WebSocket

logging.config.dictConfig({"version": 1, "root": {"level": "DEBUG"}})
log = logging.getLogger(__name__)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    log.info("got %s", body)
    return str(log.level)
