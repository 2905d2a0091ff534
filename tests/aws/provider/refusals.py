"""What AWS refuses and moto takes: by its schemas, and of a WebSocket API besides."""

from tests.aws.provider.schemas import violations

__all__ = ["Refused", "refuse"]


class Refused(Exception):
    """AWS would not do that; the text says what was given, then what is allowed."""


def refuse(type_, inputs):
    """Raise `Refused` if AWS would refuse a resource of a type."""
    if wrong := violations(type_, inputs):
        raise Refused(f"ValidationException: {'; '.join(wrong)}")
    if check := _CHECKS.get(type_):
        check(inputs)


def _route(inputs):
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-routes-integrations.html
    key = inputs["routeKey"]
    if key.startswith("$") and key not in ("$connect", "$disconnect", "$default"):
        raise Refused(
            f"BadRequestException: route key {key!r}; those that begin with '$' are "
            "$connect, $disconnect and $default"
        )
    if not inputs.get("target"):
        raise Refused(
            f"BadRequestException: route {key!r} has no target; expected "
            "integrations/{id}, without which no deployment can be made"
        )


def _authorizer(inputs):
    # https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
    if inputs["authorizerType"] != "REQUEST":
        raise Refused(
            f"BadRequestException: authorizer type {inputs['authorizerType']!r}; "
            "WebSocket APIs have REQUEST only"
        )
    if "authorizerResultTtlInSeconds" in inputs:
        raise Refused(
            "BadRequestException: authorizerResultTtlInSeconds is given; "
            "WebSocket APIs cache no results"
        )


def _stage(inputs):
    # AWS takes these, and then answers 429 to every handshake: pulumi-aws#2363.
    stage = f"stage {inputs['name']!r}"
    _check_throttles(stage, inputs.get("defaultRouteSettings", {}))
    for settings in inputs.get("routeSettings", ()):
        _check_throttles(f"route {settings['routeKey']!r} of {stage}", settings)


def _check_throttles(what, settings):
    throttles = ("throttlingBurstLimit", "throttlingRateLimit")
    if missing := [each for each in throttles if not settings.get(each)]:
        raise Refused(
            f"{what} has no {', '.join(missing)}; "
            "expected both throttles, since the provider sends 0 for what is missing"
        )


_CHECKS = {
    "aws:apigatewayv2/route:Route": _route,
    "aws:apigatewayv2/authorizer:Authorizer": _authorizer,
    "aws:apigatewayv2/stage:Stage": _stage,
}
