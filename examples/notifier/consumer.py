"""Tell every listener what is in a queue: a plain Lambda function, no handler of ours.

eval "$(wingws env)"      # on the simulator, which has no queue
export WINGWS="$(pulumi stack output WINGWS)"
python consumer.py "good news"
"""

import sys
import time
from contextlib import suppress

from wingws_runtime import ConditionFailed, DynamodbTable, WebSocket

news, listeners = WebSocket("News"), DynamodbTable("Listeners")


def handler(event, context):
    for record in event["Records"]:
        report = news.broadcast(record["body"], to=listeners.scan())
        for gone in report.gone:
            forget(gone)
        print(f"sent to {report.sent}, {len(report.gone)} gone")


def forget(gone):
    """Take out a client that has vanished; in its first minute it may yet come."""
    with suppress(ConditionFailed):
        listeners.delete_item(
            key={"connectionId": gone},
            condition_expression="attribute_not_exists(connectedAt) "
            "OR connectedAt < :then",
            expression_attribute_values={":then": int(time.time()) - 60},
        )


if __name__ == "__main__":
    handler({"Records": [{"body": sys.argv[1]}]}, None)
