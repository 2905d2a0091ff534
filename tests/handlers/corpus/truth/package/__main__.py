#> "helper" raises "ZeroDivisionError: division by zero"
#> "async" raises "KeyError: 'a'"
#> "context" raises "ValueError: left"
#> "property" raises "TypeError: 'int' object is not iterable"
#> "match" raises "LookupError: match"
"""Exceptions in modules of a package, in async code, properties, with and match."""

from app.deep.work import Worker, helper
from app.waiting import wait

from pulumi_wingws import WebSocket

chat = WebSocket("Chat")


@chat.on_message(reply=True)
async def on_message(connection_id, body):
    match body:
        case "helper":
            return helper(0)
        case "async":
            return await wait({})
        case "match":
            raise LookupError(body)  # "match" raises at "raise LookupError(body)"
    with Worker():
        return Worker().value if body == "property" else 1
