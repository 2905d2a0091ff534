#> "x" -> "main x __main__"
"""`if __name__ == "__main__": main()` programs."""

from pulumi_wingws import WebSocket


def answer(body):
    return f"main {body}"


def main():
    chat = WebSocket("Chat")

    @chat.on_message(reply=True)
    def on_message(connection_id, body):
        return f"{answer(body)} {__name__}"


if __name__ == "__main__":
    main()
