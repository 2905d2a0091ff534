def on_message(connection_id, body):
    return on_message(other, body)


first = on_message
other = 1


def on_message(connection_id, body):
    return first(connection_id, body)
