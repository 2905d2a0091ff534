"""Tell every listener what is in a queue: a plain Lambda function, no handler of ours.

eval "$(wingws env)"      # on the simulator, which has no queue
export WINGWS="$(pulumi stack output WINGWS)"
python consumer.py "good news"
"""

import sys

from wingws_runtime import DynamodbTable, WebSocket

news, listeners = WebSocket("News"), DynamodbTable("Listeners")


def handler(event, context):
    for record in event["Records"]:
        report = news.broadcast(record["body"], to=listeners.scan())
        for gone in report.gone:
            # Normal: a client that vanishes is in the table until AWS notices.
            listeners.delete_item(key={"connectionId": gone})
        print(f"sent to {report.sent}, {len(report.gone)} gone")


if __name__ == "__main__":
    handler({"Records": [{"body": sys.argv[1]}]}, None)
