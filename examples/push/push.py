"""Push a text to every listener of this stack, with nothing but boto3.

    eval "$(wingws env)"                     # on the simulator; on AWS your own credentials
    python push.py "hello"
"""

import json
import subprocess
import sys

import boto3


def main() -> None:
    outputs = json.loads(
        subprocess.run(
            ["pulumi", "stack", "output", "--json"], capture_output=True, check=True
        ).stdout
    )
    connections = boto3.client(
        "apigatewaymanagementapi", endpoint_url=outputs["callback_url"]
    )
    table = boto3.resource("dynamodb").Table(outputs["table_name"])
    for row in table.scan()["Items"]:
        try:
            connections.post_to_connection(
                ConnectionId=row["connectionId"], Data=sys.argv[1].encode()
            )
        except connections.exceptions.GoneException:
            print(f"{row['connectionId']} is gone")


main()
