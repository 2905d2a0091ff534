double = lambda x: 2 * x


def on_message(connection_id, body):
    return double(body)
