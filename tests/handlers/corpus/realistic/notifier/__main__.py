#> "join" -> "welcome"
#> join "red" -> {"statusCode": 200}
#< "c1" "you are in red"
#> say "hello" -> {"statusCode": 200}
#< "c1" "[red] hello"
#> $disconnect {} -> {"statusCode": 200}
#> say "hello" -> {"statusCode": 200}
"""Rooms over several routes: helpers in modules push to clients and keep a table."""

from components import people, wire
from messages import WELCOME, shout
from rooms import leave, members, move


@wire.route("join")
def join(connection_id, body):
    move(connection_id, body)
    wire.send_message(connection_id, f"you are in {body}")


@wire.route("say")
def say(connection_id, body):
    me = people.get_item(key={"id": connection_id}).item
    for other in members(me["room"]) if me else ():
        wire.send_message(other, shout(me["room"], body))


@wire.on_disconnect
def on_disconnect(connection_id):
    leave(connection_id)


@wire.on_message(reply=True)
def on_message(connection_id, body):
    return WELCOME
