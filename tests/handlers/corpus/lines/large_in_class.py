#> "7" -> "7 4000 line 3999 True"
"""Large texts and lists that class bodies use while the artifact loads."""

from pulumi_wingws import WebSocket

PAGE = "\n".join([f"line {n}" for n in range(4_000)])
ROWS = [{"row": n} for n in range(4_000)]
chat = WebSocket("Chat")


class Page:
    text = PAGE
    lines = PAGE.split("\n")
    rows = ROWS

    def last(self):
        return self.lines[-1]


@chat.on_message(reply=True)
def on_message(connection_id, body):
    row, count = Page.rows[int(body)]["row"], len(Page.text.split("\n"))
    return f"{row} {count} {Page().last()} {Page.rows is ROWS}"
