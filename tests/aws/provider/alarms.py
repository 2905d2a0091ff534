"""CloudWatch's alarms."""

from tests.aws.provider.existing import only
from tests.aws.provider.refusals import Refused
from tests.aws.provider.tags import tag_list

__all__ = ["MetricAlarm"]


class MetricAlarm:
    """`cloudwatch.MetricAlarm`, of one metric."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        self._put(account, inputs)
        return inputs["name"], {"arn": account.arn("cloudwatch", inputs["name"])}

    def read(self, account, id_, olds):
        alarms = account.client("cloudwatch").describe_alarms(AlarmNames=[id_])
        now = only(alarms["MetricAlarms"])
        members = {key[0].lower() + key[1:]: now[key] for key in now}
        dimensions = {each["Name"]: each["Value"] for each in now["Dimensions"]}
        return {**members, "name": id_, "dimensions": dimensions}

    def update(self, account, id_, olds, inputs):
        self._put(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("cloudwatch").delete_alarms(AlarmNames=[id_])

    def _put(self, account, inputs):
        statistics = {"statistic", "extendedStatistic"} & inputs.keys()
        if len(statistics) != 1:
            raise Refused(
                f"ValidationError: alarm {inputs['name']!r} has {len(statistics)} "
                "statistics; expected one of Statistic and ExtendedStatistic"
            )
        own = {"name", "dimensions", "tags"}
        account.client("cloudwatch").put_metric_alarm(
            AlarmName=inputs["name"],
            Dimensions=[
                {"Name": name, "Value": value}
                for name, value in inputs["dimensions"].items()
            ],
            Tags=tag_list(inputs),
            **{key[0].upper() + key[1:]: inputs[key] for key in inputs.keys() - own},
        )
