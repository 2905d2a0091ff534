"""Rows of a table that the main program chooses."""

table = None


def put(name):
    table.put_item(item={"id": name})
