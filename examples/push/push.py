"""Push a text to every listener, from outside: plain boto3, no handler, no Pulumi.

eval "$(wingws env)"      # on the simulator; on AWS, your own credentials
python push.py "good news"
"""

import json
import subprocess
import sys

import boto3


def main(text: str) -> None:
    outputs = stack_outputs()
    news = boto3.client("apigatewaymanagementapi", endpoint_url=outputs["callback_url"])
    sent = 0
    for connection_id in listeners(outputs["table_name"]):
        try:
            news.post_to_connection(ConnectionId=connection_id, Data=text.encode())
            sent += 1
        except news.exceptions.GoneException:
            # Normal: a client that vanishes is in the table until AWS notices.
            print(f"{connection_id} is gone")
    print(f"sent to {sent}")


def listeners(table_name):
    pages = (
        boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table_name)
    )
    return [row["connectionId"]["S"] for page in pages for row in page["Items"]]


def stack_outputs():
    command = ["pulumi", "stack", "output", "--json"]
    return json.loads(
        subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    )


if __name__ == "__main__":
    main(sys.argv[1])
