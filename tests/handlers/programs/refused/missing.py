def on_message(connection_id, body):
    return greet(body)
