"""What keeps something: log groups and parameters."""

__all__ = ["LogGroup", "Parameter"]


class LogGroup:
    """`cloudwatch.LogGroup`."""

    replaces = frozenset({"name"})
    has_random_name = True

    def create(self, account, inputs):
        account.client("logs").create_log_group(logGroupName=inputs["name"])
        self._retain(account, inputs)
        arn = account.arn("logs", f"log-group:{inputs['name']}")
        return inputs["name"], {"arn": arn}

    def update(self, account, id_, olds, inputs):
        self._retain(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("logs").delete_log_group(logGroupName=id_)

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
        )
        return answer["Version"]
