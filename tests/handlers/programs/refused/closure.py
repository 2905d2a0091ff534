def make(n):
    def add(x):
        return x + n
    return add


add = make(1)


def on_message(connection_id, body):
    return add(body)
