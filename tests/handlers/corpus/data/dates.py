#> "x" -> "2026-01-02 03:04:05 2026-01-02T03:04:05.000006+00:00 1 day, 0:00:01 UTC+02:00 1"
"""date, time, datetime with a zone, timedelta, timezone, and fold."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from pulumi_wingws import WebSocket

A = date(2026, 1, 1) + timedelta(days=1)
B = time(3, 4, 5)
C = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
D = timedelta(days=1, seconds=1)
E = timezone(timedelta(hours=2))
F = datetime(2026, 10, 25, 2, 30).replace(fold=1)
chat = WebSocket("Chat")


@chat.on_message(reply=True)
def on_message(connection_id, body):
    return f"{A} {B} {C.isoformat()} {D} {E} {F.fold}"
