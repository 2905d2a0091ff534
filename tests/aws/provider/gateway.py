"""API Gateway's resources: an API, its stage, and what else is below it."""

from tests.aws.provider.gateway_account import check_may_log
from tests.aws.provider.refusals import Refused

__all__ = ["Api", "Authorizer", "Child", "Integration", "Stage"]


class Api:
    """`apigatewayv2.Api`."""

    replaces = frozenset({"protocolType"})
    has_random_name = True

    def create(self, account, inputs):
        gateway = account.client("apigatewayv2")
        id_ = gateway.create_api(**_members(inputs))["ApiId"]
        return id_, self._computed(account, id_)

    def read(self, account, id_, olds):
        now = account.client("apigatewayv2").get_api(ApiId=id_)
        members = ("Name", "ProtocolType", "RouteSelectionExpression")
        own = {key: now[key] for key in members}
        optional = ("ApiKeySelectionExpression", "DisableExecuteApiEndpoint")
        given = {key: now.get(key) for key in optional}
        return _properties(own | given) | self._computed(account, id_)

    def update(self, account, id_, olds, inputs):
        members = _members(inputs)
        del members["ProtocolType"]  # which no API can change
        members.pop("Tags", None)  # which UpdateAPI does not take
        account.client("apigatewayv2").update_api(ApiId=id_, **members)
        return {}

    def delete(self, account, id_, olds):
        account.client("apigatewayv2").delete_api(ApiId=id_)

    def _computed(self, account, id_):
        return {
            "executionArn": account.arn("execute-api", id_),
            "apiEndpoint": f"wss://{_host(account, id_)}",
        }


class Stage:
    """`apigatewayv2.Stage`."""

    replaces = frozenset({"apiId", "name"})
    has_random_name = False

    def create(self, account, inputs):
        self._put(account, inputs)
        api_id, name = inputs["apiId"], inputs["name"]
        return name, {
            "executionArn": account.arn("execute-api", f"{api_id}/{name}"),
            "invokeUrl": f"wss://{_host(account, api_id)}/{name}",
        }

    def read(self, account, id_, olds):
        now = account.client("apigatewayv2").get_stage(
            ApiId=olds["apiId"], StageName=id_
        )
        routes = now.pop("RouteSettings", {})
        return {
            **_properties(now),
            "name": id_,
            "routeSettings": [
                {"routeKey": key, **_properties(routes[key])} for key in sorted(routes)
            ]
            or None,
        }

    def update(self, account, id_, olds, inputs):
        self._put(account, inputs)
        return {}

    def delete(self, account, id_, olds):
        account.client("apigatewayv2").delete_stage(ApiId=olds["apiId"], StageName=id_)

    def _put(self, account, inputs):
        """Make the stage; moto has no UpdateStage, but lets one take a name again."""
        if _has_logs(inputs):
            check_may_log(account)
        members = _members(inputs)
        members["StageName"] = members.pop("Name")
        members["RouteSettings"] = {
            settings["routeKey"]: _members(
                {key: settings[key] for key in settings if key != "routeKey"}
            )
            for settings in inputs.get("routeSettings", ())
        }
        gateway = account.client("apigatewayv2")
        _check_keys(gateway, inputs["apiId"], members["RouteSettings"])
        gateway.create_stage(**members)


class Child:
    """Anything else, by AWS's name of it and the properties that say where it is."""

    has_random_name = False

    def __init__(self, noun, *parents):
        self._noun = noun
        self._id = "".join(word.title() for word in noun.split("_")) + "Id"
        self._parents = parents
        self.replaces = frozenset(parents)

    def create(self, account, inputs):
        return self._call(account, "create", **self._members(inputs))[self._id], {}

    def read(self, account, id_, olds):
        parents = _members({parent: olds[parent] for parent in self._parents})
        return _properties(self._call(account, "get", **parents, **{self._id: id_}))

    def update(self, account, id_, olds, inputs):
        # What a program gives no more is emptied, as the provider does.
        emptied = dict.fromkeys(olds.keys() - inputs.keys(), "")
        members = self._members(emptied | inputs)
        self._call(account, "update", **members, **{self._id: id_})
        return {}

    def delete(self, account, id_, olds):
        parents = _members({parent: olds[parent] for parent in self._parents})
        self._call(account, "delete", **parents, **{self._id: id_})

    def _members(self, inputs):
        return _members(inputs)

    def _call(self, account, verb, **members):
        method = getattr(account.client("apigatewayv2"), f"{verb}_{self._noun}")
        return method(**members)


class Named(Child):
    """What AWS does not delete as long as a route names it, as moto would."""

    def delete(self, account, id_, olds):
        routes = account.client("apigatewayv2").get_routes(ApiId=olds["apiId"])
        for each in routes["Items"]:
            if id_ in (each.get("AuthorizerId"), each["Target"].rpartition("/")[2]):
                raise Refused(
                    f"ConflictException: {self._noun} {id_!r} is named by route "
                    f"{each['RouteKey']!r}; expected one that no route names"
                )
        super().delete(account, id_, olds)


class Integration(Named):
    """`apigatewayv2.Integration`."""

    def __init__(self):
        super().__init__("integration", "apiId")


class Authorizer(Named):
    """`apigatewayv2.Authorizer`."""

    has_random_name = True

    def __init__(self):
        super().__init__("authorizer", "apiId")

    def _members(self, inputs):
        # AWS requires identity sources, if none then an empty list.
        members = {"IdentitySources": [], **super()._members(inputs)}
        return {"IdentitySource": members.pop("IdentitySources"), **members}

    def read(self, account, id_, olds):
        now = super().read(account, id_, olds)
        return {**now, "identitySources": now["identitySource"] or None}


def _has_logs(stage):
    settings = [stage["defaultRouteSettings"], *stage.get("routeSettings", ())]
    levels = {each.get("loggingLevel", "OFF") for each in settings}
    return "accessLogSettings" in stage or levels != {"OFF"}


def _check_keys(gateway, api_id, settings):
    """Refuse settings of a route that there is not, which moto would keep."""
    routes = gateway.get_routes(ApiId=api_id)["Items"]
    if unknown := settings.keys() - {each["RouteKey"] for each in routes}:
        raise Refused(
            f"NotFoundException: Unable to find Route by key {min(unknown)} within the "
            "provided RouteSettings"
        )


def _members(properties):
    """Return a request's members: the provider's names with a capital."""
    return {
        key[0].upper() + key[1:]: _members(value)
        if isinstance(value, dict) and key not in ("stageVariables", "tags")
        else value
        for key, value in properties.items()
    }


def _properties(members):
    """Return the provider's names for an answer's members."""
    return {
        key[0].lower() + key[1:]: _properties(value)
        if isinstance(value, dict) and key not in ("StageVariables", "Tags")
        else value
        for key, value in members.items()
    }


def _host(account, api_id):
    return f"{api_id}.execute-api.{account.region}.{account.domain}"
