"""What keeps something: log groups and parameters."""

from tests.aws.provider.existing import only
from tests.aws.provider.tags import tag_dict, tag_list

__all__ = ["LogGroup", "Parameter"]


class LogGroup:
    """`cloudwatch.LogGroup`."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        account.client("logs").create_log_group(
            logGroupName=inputs["name"], tags=tag_dict(inputs)
        )
        self._retain(account, inputs)
        return inputs["name"], {"arn": self._arn(account, inputs["name"])}

    def read(self, account, id_, olds):
        groups = account.client("logs").describe_log_groups(logGroupNamePrefix=id_)
        group = only(g for g in groups["logGroups"] if g["logGroupName"] == id_)
        return {
            "name": id_,
            "arn": self._arn(account, id_),
            "retentionInDays": group.get("retentionInDays"),
        }

    def update(self, account, id_, olds, inputs):
        self._retain(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("logs").delete_log_group(logGroupName=id_)

    def _arn(self, account, name):
        return account.arn("logs", f"log-group:{name}")

    def _retain(self, account, inputs):
        account.client("logs").put_retention_policy(
            logGroupName=inputs["name"], retentionInDays=inputs["retentionInDays"]
        )


class Parameter:
    """`ssm.Parameter`."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        version = self._put(account, inputs, overwrite=False)
        arn = account.arn("ssm", f"parameter/{inputs['name']}")
        return inputs["name"], {"arn": arn, "version": version}

    def read(self, account, id_, olds):
        parameter = account.client("ssm").get_parameter(Name=id_, WithDecryption=True)
        told = parameter["Parameter"]
        value = "value" if told["Type"] == "SecureString" else "insecureValue"
        return {
            "name": id_,
            "arn": account.arn("ssm", f"parameter/{id_}"),
            "type": told["Type"],
            "version": told["Version"],
            value: told["Value"],
        }

    def update(self, account, id_, olds, inputs):
        return {"version": self._put(account, inputs, overwrite=True)}

    def delete(self, account, id_, olds):
        account.client("ssm").delete_parameter(Name=id_)

    def _put(self, account, inputs, *, overwrite):
        answer = account.client("ssm").put_parameter(
            Name=inputs["name"],
            Type=inputs["type"],
            Value=inputs.get("value") or inputs["insecureValue"],
            Overwrite=overwrite,
            # AWS takes them with a new parameter only.
            **({} if overwrite else {"Tags": tag_list(inputs)}),
        )
        return answer["Version"]
