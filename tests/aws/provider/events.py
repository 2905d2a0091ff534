"""What events come from: SQS's queues, EventBridge's rules."""

import json

from tests.aws.provider.existing import only
from tests.aws.provider.tags import tag_dict, tag_list

__all__ = ["EventRule", "EventTarget", "Queue"]


class Queue:
    """`sqs.Queue`; its id is its URL."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        answer = account.client("sqs").create_queue(
            QueueName=inputs["name"],
            Attributes=self._attributes(inputs),
            tags=tag_dict(inputs),
        )
        url = answer["QueueUrl"]
        return url, {"arn": self._read(account, url)["QueueArn"], "url": url}

    def read(self, account, id_, olds):
        now = self._read(account, id_)
        return {
            "name": now["QueueArn"].rpartition(":")[2],
            "arn": now["QueueArn"],
            "url": id_,
            "visibilityTimeoutSeconds": int(now["VisibilityTimeout"]),
        }

    def update(self, account, id_, olds, inputs):
        account.client("sqs").set_queue_attributes(
            QueueUrl=id_, Attributes=self._attributes(inputs)
        )
        return {}

    def delete(self, account, id_, olds):
        account.client("sqs").delete_queue(QueueUrl=id_)

    def _attributes(self, inputs):
        return {"VisibilityTimeout": str(inputs["visibilityTimeoutSeconds"])}

    def _read(self, account, url):
        answer = account.client("sqs").get_queue_attributes(
            QueueUrl=url, AttributeNames=["All"]
        )
        return answer["Attributes"]


class EventRule:
    """`cloudwatch.EventRule`, of a schedule."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        return inputs["name"], {"arn": self._put(account, inputs)}

    def read(self, account, id_, olds):
        now = account.client("events").describe_rule(Name=id_)
        return {
            "name": id_,
            "arn": now["Arn"],
            "scheduleExpression": now["ScheduleExpression"],
        }

    def update(self, account, id_, olds, inputs):
        return {"arn": self._put(account, inputs)}

    def delete(self, account, id_, olds):
        account.client("events").delete_rule(Name=id_)

    def _put(self, account, inputs):
        answer = account.client("events").put_rule(
            Name=inputs["name"],
            ScheduleExpression=inputs["scheduleExpression"],
            Tags=tag_list(inputs),
        )
        return answer["RuleArn"]


class EventTarget:
    """`cloudwatch.EventTarget`; each change makes a new one."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        target = {"Id": inputs["rule"], "Arn": inputs["arn"]}
        account.client("events").put_targets(Rule=inputs["rule"], Targets=[target])
        return json.dumps([inputs["rule"], target["Id"]]), {"targetId": target["Id"]}

    def read(self, account, id_, olds):
        rule, target_id = json.loads(id_)
        targets = account.client("events").list_targets_by_rule(Rule=rule)["Targets"]
        now = only(each for each in targets if each["Id"] == target_id)
        return {"rule": rule, "arn": now["Arn"], "targetId": target_id}

    def delete(self, account, id_, olds):
        rule, target_id = json.loads(id_)
        account.client("events").remove_targets(Rule=rule, Ids=[target_id])
