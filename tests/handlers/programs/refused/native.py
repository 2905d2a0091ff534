import io
import sqlite3

database = sqlite3.connect(":memory:")
stream = io.StringIO()
items = iter([1])


def on_message(connection_id, body):
    return database.execute(body), stream, next(items)
