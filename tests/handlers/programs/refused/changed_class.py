class Game:
    players = []
    limit = 1


Game.limit = 2


def on_message(connection_id, body):
    return Game.limit
