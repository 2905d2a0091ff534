"""What a user may say of a ``WebSocket``, and what AWS allows."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from .domain import Domain
from .errors import ConfigurationError
from .option_kinds import check_choice, check_flag

__all__ = [
    "ApiKeySelection",
    "Auth",
    "Handlers",
    "check_api_key_selection",
    "check_api_keys",
    "check_auth",
    "check_default_endpoint",
    "check_expression",
    "check_handlers",
    "check_identity_sources",
    "check_reply",
    "check_route_key",
    "check_stage_name",
    "check_stage_variables",
]

Auth: TypeAlias = Literal["iam"]
Handlers: TypeAlias = Literal["separate", "single"]
ApiKeySelection: TypeAlias = Literal[
    "$request.header.x-api-key", "$context.authorizer.usageIdentifierKey"
]

# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html
_STAGE_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
_LIFECYCLE_KEYS = ("$connect", "$disconnect", "$default")
_API_KEY_NAME = re.compile(r"[A-Za-z0-9_-]+")
_VARIABLE_NAME = re.compile(r"\w+", re.ASCII)
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]+")
# Not the `$request.header.X` of HTTP APIs, which AWS refuses here.
# https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
_IDENTITY_SOURCE = re.compile(
    r"(route\.request\.(header|querystring)|stageVariables|context)\.\S+"
)


def check_stage_name(stage_name: str) -> None:
    """Refuse a name that no stage can have."""
    if not isinstance(stage_name, str) or not _STAGE_NAME.fullmatch(stage_name):
        raise ConfigurationError(
            f"stage name {stage_name!r} is not allowed; "
            "expected 1 to 128 letters, digits, '-' or '_'"
        )


def check_expression(expression: str) -> None:
    """Refuse what is no route selection expression."""
    if not isinstance(expression, str) or not expression:
        raise ConfigurationError(
            f"route selection expression {expression!r} is not allowed; "
            "expected one like '$request.body.action'"
        )


def check_handlers(handlers: object) -> None:
    """Refuse another number of functions than one for each handler, or one for all."""
    check_choice("handlers", handlers, get_args(Handlers))


def check_route_key(route_key: str) -> None:
    """Refuse a key that no route can have."""
    is_name = isinstance(route_key, str) and route_key.strip()
    if not is_name or (route_key[0] == "$" and route_key not in _LIFECYCLE_KEYS):
        raise ConfigurationError(
            f"route key {route_key!r} is not allowed; "
            f"expected {', '.join(_LIFECYCLE_KEYS)} or an action name"
        )


def check_reply(route_key: str, reply: bool) -> None:
    """Refuse replies where nobody could get them."""
    if reply and route_key in ("$connect", "$disconnect"):
        raise ConfigurationError(
            f"reply=True is not allowed on route {route_key!r}; "
            "only messages have a sender who gets the reply"
        )


def check_auth(auth: Auth | None) -> None:
    """Refuse an authorization that a WebSocket API cannot have."""
    if auth not in (None, "iam"):
        raise ConfigurationError(
            f"auth {auth!r} is not allowed; "
            "expected 'iam', or None: everybody, or whom an authorizer lets in"
        )


def check_default_endpoint(is_disabled: bool, domain: Domain | None) -> None:
    """Refuse to close the only way to an API."""
    check_flag("disable_execute_api_endpoint", is_disabled)
    if is_disabled and domain is None:
        raise ConfigurationError(
            "disable_execute_api_endpoint True is not allowed without a domain; "
            "expected domain=Domain('chat.example.com', …) beside it"
        )


def check_identity_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """Refuse what no WebSocket API takes for an identity source; return the rest."""
    if not isinstance(sources, list | tuple):
        raise ConfigurationError(
            f"identity_sources {sources!r} is not allowed; "
            "expected a list like ['route.request.querystring.token']"
        )
    for source in sources:
        if not isinstance(source, str) or not _IDENTITY_SOURCE.fullmatch(source):
            raise ConfigurationError(
                f"identity source {source!r} is not allowed; expected "
                "route.request.header.<name>, route.request.querystring.<name>, "
                "stageVariables.<name> or context.<name>"
            )
    return tuple(sources)


def check_api_keys(names: Sequence[str]) -> tuple[str, ...]:
    """Refuse names that are none, or that two API keys would share; return the rest."""
    if not isinstance(names, list | tuple):
        raise ConfigurationError(
            f"api_keys {names!r} is not allowed; "
            "expected a list of names like ['mobile']"
        )
    for name in names:
        if not isinstance(name, str) or not _API_KEY_NAME.fullmatch(name):
            raise ConfigurationError(
                f"name {name!r} of an API key is not allowed; "
                "expected letters, digits, '-' or '_'"
            )
        if names.count(name) > 1:
            raise ConfigurationError(
                f"two API keys are named {name!r}; keep one of them"
            )
    return tuple(names)


def check_api_key_selection(expression: ApiKeySelection) -> None:
    """Refuse a place where no API key can be."""
    allowed = get_args(ApiKeySelection)
    if expression not in allowed:
        raise ConfigurationError(
            f"api_key_selection_expression {expression!r} is not allowed; "
            f"expected {' or '.join(allowed)}"
        )


def check_stage_variables(variables: Mapping[str, str]) -> None:
    """Refuse names and values that no stage variable can have."""
    if not isinstance(variables, Mapping):
        raise ConfigurationError(
            f"stage_variables {variables!r} is not allowed; "
            "expected a dict like {'backend': 'blue'}"
        )
    for name, value in variables.items():
        if not isinstance(name, str) or not _VARIABLE_NAME.fullmatch(name):
            raise ConfigurationError(
                f"name {name!r} of a stage variable is not allowed; "
                "expected letters, digits and underscores"
            )
        if not isinstance(value, str) or not _VARIABLE_VALUE.fullmatch(value):
            raise ConfigurationError(
                f"value {value!r} of stage variable {name!r} is not allowed; "
                "expected letters, digits and -._~:/?#&=,"
            )
