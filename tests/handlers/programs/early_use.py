"""An object that a class body takes hold of is the one that is filled later."""
class Table:
    pass


TABLE = Table()
TABLE.rows = [1]


class Room:
    table = TABLE


def on_message(connection_id, body):
    return repr([Room.table is TABLE, TABLE.rows])


ANSWERS = {"x": "[True, [1]]"}
