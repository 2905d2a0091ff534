class Table:
    pass


TABLE = Table()


class Room:
    table = TABLE


def on_message(connection_id, body):
    return Room.table
