#!/usr/bin/env python3
"""A program with a main function."""
from pulumi_stand_ins import WebSocket

chat = None


def on_message(connection_id, body):
    chat.send_message("c", body) if body == "send" else None
    return __name__ + __doc__[:3]


def main():
    global chat
    chat = WebSocket("Chat")
    chat.on_message(on_message)


if __name__ == "__main__":
    main()

ANSWERS = {"x": "__main__A p"}
