"""The world: it ticks ten times a second. A plain Lambda function, no handler of ours.

eval "$(wingws env)"      # on the simulator
export WINGWS="$(pulumi stack output WINGWS)"
python loop.py
"""

import random
import time
import uuid

from wingws_runtime import ConditionFailed, DynamodbTable, WebSocket

TICK, WIDTH, HEIGHT = 0.1, 20, 12
game = WebSocket("Game")
players, worlds = DynamodbTable("Players"), DynamodbTable("World")


def handler(event, context):
    """Tick until the next minute's invocation takes over, or time is out."""
    run(lambda: context.get_remaining_time_in_millis() > 2000)


def run(goes_on):
    row = worlds.get_item(key={"id": "world"}, consistent_read=True).item
    world = row or {"id": "world", "tick": 0, "coin": place(), "players": {}}
    world["loop"] = str(uuid.uuid4())  # there is one world, of the loop that began last
    worlds.put_item(item=world)
    while goes_on():
        began = time.monotonic()
        wishes = list(players.scan(consistent_read=True))
        try:
            world = save(step(world, wishes))
        except ConditionFailed:
            return  # another one has begun
        for gone in game.broadcast(world, to=wishes).gone:
            # Or not there yet: once it is, its page says anew what it wants.
            players.delete_item(key={"connectionId": gone})
        pause = TICK if wishes else 1  # nobody looks
        time.sleep(max(0, pause - (time.monotonic() - began)))


def step(world, wishes):
    """Return the next world: everyone a step on, the coin with who is there first."""
    coin, moved = world["coin"], {}
    for wish in sorted(wishes, key=lambda each: each["connectionId"]):
        name = wish["connectionId"]
        x, y, score = world["players"].get(name) or [*place(), 0]
        x, y = (x + wish["dx"]) % WIDTH, (y + wish["dy"]) % HEIGHT
        if [x, y] == coin:
            score, coin = score + 1, place()
        moved[name] = [x, y, score]
    return {**world, "tick": world["tick"] + 1, "coin": coin, "players": moved}


def save(world):
    worlds.put_item(
        item=world,
        condition_expression="#loop = :mine",
        expression_attribute_names={"#loop": "loop"},
        expression_attribute_values={":mine": world["loop"]},
    )
    return world


def place():
    return [random.randrange(WIDTH), random.randrange(HEIGHT)]


if __name__ == "__main__":
    run(lambda: True)
