from pathlib import Path


class Help:
    text = Path("lock.py").read_text()


def on_message(connection_id, body):
    return Help.text
