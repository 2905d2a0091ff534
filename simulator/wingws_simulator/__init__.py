"""A local API Gateway, Lambda and DynamoDB, as strict as AWS.

``core`` decides and does no I/O; ``dynamodb`` is the table service; ``shell`` has the
sockets and processes; ``console`` the page. Start it with ``python -m
wingws_simulator``; ``pulumi up`` does.
"""

__all__: list[str] = []
