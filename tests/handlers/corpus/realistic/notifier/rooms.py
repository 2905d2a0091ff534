from components import people as _people


def move(connection_id, room):
    _people.put_item(item={"id": connection_id, "room": room})


def leave(connection_id):
    _people.delete_item(key={"id": connection_id})


def members(room):
    return [item["id"] for item in _people.scan() if item["room"] == room]
