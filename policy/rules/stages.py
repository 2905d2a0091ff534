"""What a stage of API Gateway has to have."""

from collections.abc import Iterator

from .rule import UNKNOWN, Properties, ResourceRule, value_at

__all__ = ["ACCESS_LOGS", "THROTTLES"]

_STAGE = frozenset({"aws:apigatewayv2/stage:Stage"})
_THROTTLES = ("throttlingBurstLimit", "throttlingRateLimit")


def _access_logs(stage: Properties) -> Iterator[str]:
    if not value_at(stage, "accessLogSettings", "destinationArn"):
        yield (
            "accessLogSettings has no destinationArn; expected that of a log group or "
            "of a Firehose stream"
        )


def _throttles(stage: Properties) -> Iterator[str]:
    settings = {
        "defaultRouteSettings": stage.get("defaultRouteSettings"),
        **{
            f"routeSettings of {value_at(each, 'routeKey')!r}": each
            for each in _known_list(stage.get("routeSettings"))
        },
    }
    for where, given in settings.items():
        # The provider sends 0 for one that is missing: pulumi-aws#2363.
        missing = [each for each in _THROTTLES if not value_at(given or {}, each)]
        if given is not None and missing:
            yield (
                f"{where} has no {' and no '.join(missing)} above 0; "
                "expected both, since otherwise API Gateway answers 429 to all"
            )


def _known_list(value: object) -> list[Properties]:
    if not isinstance(value, list):
        return []
    return [each for each in value if each is not UNKNOWN]


ACCESS_LOGS = ResourceRule(
    "stage-access-logs",
    "A stage writes access logs.",
    "advisory",
    _STAGE,
    _access_logs,
)

THROTTLES = ResourceRule(
    "stage-throttles",
    "A stage, or a route of it, that has throttles has both, above 0.",
    "mandatory",
    _STAGE,
    _throttles,
)
