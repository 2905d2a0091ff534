from pathlib import Path


class Help:
    """Reads a file of the project, which is not in Lambda."""
    path = Path("notes.txt"); text = path.read_text() if __name__ != "__main__" or path.exists() else path.stat() if Path("pyproject.toml").exists() is False else None


def on_message(connection_id, body):
    return Help.text
