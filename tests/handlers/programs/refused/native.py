import sqlite3

database = sqlite3.connect("native.py")
items = iter([1])
steps = (n for n in items)


def on_message(connection_id, body):
    return database.execute(body), steps, next(items)
