"""Players say where they want to go; `loop.py` alone says where they are.

A table has what each player wants, another one the world. Handlers write the former,
the loop the latter, so that no two write the same item.
"""

import json

import pulumi

from pulumi_wingws import DynamodbTable, WebSocket, environment_for

players = DynamodbTable(
    "Players",
    hash_key="connectionId",
    attribute_definitions={"connectionId": "S"},
    deletion_protection=False,
)
world = DynamodbTable(
    "World",
    hash_key="id",
    attribute_definitions={"id": "S"},
    deletion_protection=False,
)
game = WebSocket("Game")


@game.on_connect
def enter(connection_id: str) -> None:
    players.put_item(item={"connectionId": connection_id, "dx": 0, "dy": 0})


@game.on_disconnect
def leave(connection_id: str) -> None:
    players.delete_item(key={"connectionId": connection_id})


@game.route("move", reply=True)
def move(connection_id: str, body: str) -> dict[str, str]:
    wish = json.loads(body)
    dx, dy = (max(-1, min(1, int(wish[axis]))) for axis in ("dx", "dy"))
    players.put_item(item={"connectionId": connection_id, "dx": dx, "dy": dy})
    return {"you": connection_id}


environment = environment_for(game, players, world)
pulumi.export("url", game.url)
pulumi.export("players", players.table_name)
pulumi.export("world", world.table_name)
pulumi.export("WINGWS", environment["WINGWS"])

if pulumi.Config().get("target") != "sim":
    import on_aws

    loop, rule = on_aws.deploy(game, players, world, environment)
    pulumi.export("loop", loop.name)
    pulumi.export("rule", rule.arn)
