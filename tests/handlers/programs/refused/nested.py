data = []
for _ in range(5000):
    data = [data]


def on_message(connection_id, body):
    return data
