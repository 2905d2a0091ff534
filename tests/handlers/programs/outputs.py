"""Outputs by name, in a container and as a resource's attribute."""
from pulumi_stand_ins import Bucket, Output

bucket = Bucket("data")
topic_arn = Output("arn:topic")
ARNS = {"a": topic_arn, "b": bucket.arn}


def on_message(connection_id, body):
    return repr([str(bucket.arn), topic_arn.get(), ARNS["b"].get(), ARNS["a"] is topic_arn])


OUTPUTS = {"topic_arn": "arn:topic", "bucket.arn": "arn:aws:s3:::data"}
ANSWERS = {"": "['arn:aws:s3:::data', 'arn:topic', 'arn:aws:s3:::data', True]"}
