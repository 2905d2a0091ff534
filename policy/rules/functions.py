"""What a Lambda function runs on, and who may invoke it."""

from collections.abc import Iterator, Sequence

from .arns import is_wild
from .rule import UNKNOWN, Properties, ResourceRule

__all__ = ["RUNTIME", "SOURCE_ARN"]

# Those that Lambda has and has not deprecated, in November 2026.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
_RUNTIMES = [
    "dotnet10",
    "java8.al2",
    "java8.al2023",
    "java11",
    "java11.al2023",
    "java17",
    "java17.al2023",
    "java21",
    "java25",
    "nodejs22.x",
    "nodejs24.x",
    "nodejs26.x",
    "provided.al2023",
    "python3.11",
    "python3.12",
    "python3.13",
    "python3.14",
    "python3.15",
    "ruby3.3",
    "ruby3.4",
    "ruby4.0",
]


def _source_arn(permission: Properties) -> Iterator[str]:
    principal, arn = permission.get("principal"), permission.get("sourceArn")
    if not isinstance(principal, str) or not principal.startswith("apigateway."):
        return
    if not arn:
        yield (
            "there is no sourceArn; expected that of an API, since otherwise API "
            "Gateway may invoke the function for anybody's"
        )
    elif arn is not UNKNOWN and is_wild(arn, "execute-api"):
        yield f"sourceArn is {arn!r}; expected that of one API"


def _runtime(function: Properties, *, runtimes: Sequence[str]) -> Iterator[str]:
    runtime = function.get("runtime")  # an image has none
    if runtime and runtime is not UNKNOWN and runtime not in runtimes:
        yield f"runtime is {runtime!r}; expected one of {', '.join(runtimes)}"


# https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
SOURCE_ARN = ResourceRule(
    "permission-source-arn",
    "A permission for API Gateway is for one API.",
    "mandatory",
    frozenset({"aws:lambda/permission:Permission"}),
    _source_arn,
)

RUNTIME = ResourceRule(
    "function-runtime",
    "A function has a runtime that Lambda supports.",
    "advisory",
    frozenset({"aws:lambda/function:Function"}),
    _runtime,
    {
        "runtimes": {
            "type": "array",
            "items": {"type": "string"},
            "default": _RUNTIMES,
            "description": "The runtimes that are allowed.",
        }
    },
)
