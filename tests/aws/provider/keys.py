"""API keys, and the usage plan by which a stage takes them."""

from tests.aws.provider.tags import tag_dict

__all__ = ["ApiKey", "UsagePlan", "UsagePlanKey"]


class ApiKey:
    """`apigateway.ApiKey`; each change makes a new one."""

    replaces = None
    has_random_name = True

    def create(self, account, inputs):
        answer = account.client("apigateway").create_api_key(
            name=inputs["name"], enabled=True, tags=tag_dict(inputs)
        )
        return answer["id"], {"value": answer["value"]}

    def read(self, account, id_, olds):
        key = account.client("apigateway").get_api_key(apiKey=id_, includeValue=True)
        return {"name": key["name"], "value": key["value"]}

    def delete(self, account, id_, olds):
        account.client("apigateway").delete_api_key(apiKey=id_)


class UsagePlan:
    """`apigateway.UsagePlan`, of stages; each change makes a new one."""

    replaces = None
    has_random_name = True

    def create(self, account, inputs):
        answer = account.client("apigateway").create_usage_plan(
            name=inputs["name"], apiStages=inputs["apiStages"], tags=tag_dict(inputs)
        )
        return answer["id"], {}

    def read(self, account, id_, olds):
        plan = account.client("apigateway").get_usage_plan(usagePlanId=id_)
        return {"name": plan["name"], "apiStages": plan["apiStages"]}

    def delete(self, account, id_, olds):
        account.client("apigateway").delete_usage_plan(usagePlanId=id_)


class UsagePlanKey:
    """`apigateway.UsagePlanKey`: an API key is in a usage plan."""

    replaces = None
    has_random_name = False

    def create(self, account, inputs):
        answer = account.client("apigateway").create_usage_plan_key(**inputs)
        return answer["id"], {}

    def read(self, account, id_, olds):
        key = account.client("apigateway").get_usage_plan_key(
            usagePlanId=olds["usagePlanId"], keyId=olds["keyId"]
        )
        return {"keyId": key["id"], "keyType": key["type"]}

    def delete(self, account, id_, olds):
        account.client("apigateway").delete_usage_plan_key(
            usagePlanId=olds["usagePlanId"], keyId=olds["keyId"]
        )
