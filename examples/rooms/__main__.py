"""A chat with rooms: who is there is a matter of users, however many tabs they have."""

import json

import pulumi

from pulumi_wingws import Accept, Event, Presence, Reject, WebSocket

LONGEST = 40
chat = WebSocket("Chat", connections=True)


@chat.on_connect
def enter(event: Event) -> Accept | Reject:
    user = event.query.get("user", "").strip()
    return Accept(user=user) if 0 < len(user) <= LONGEST else Reject(400)


@chat.route("join")
def join(connection_id: str, body: str) -> None:
    me, room = chat.connection(connection_id), str(json.loads(body)["room"])[:LONGEST]
    if me.state.get("room") not in (None, room):
        chat.room(me.state["room"]).leave(connection_id)
    chat.room(room).join(connection_id)
    me.state = {"room": room}
    chat.send_message(connection_id, {"room": room, "members": members(room)})


@chat.route("say")
def say(connection_id: str, body: str) -> None:
    me, text = chat.connection(connection_id), str(json.loads(body)["text"])
    chat.room(me.state["room"]).broadcast({"user": me.user, "text": text})


@chat.on_presence
def tell(presence: Presence) -> None:
    verb = "joined" if presence.joined else "left"
    message = {verb: presence.user, "members": members(presence.room)}
    chat.room(presence.room).broadcast(message)


def members(room: str) -> list[str]:
    return [member.user for member in chat.room(room).members()]


pulumi.export("url", chat.url)
