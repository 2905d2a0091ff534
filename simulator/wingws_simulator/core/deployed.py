"""What the manifests of an API say together: the API as its gateway knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .api_config import ApiConfig, Authorization, Authorizer, Domain, Route, Throttle
from .manifest import (
    ApiManifest,
    FunctionManifest,
    ManifestError,
    RouteManifest,
    StageManifest,
)

__all__ = ["to_api_config"]


def to_api_config(
    api_id: str,
    api: ApiManifest,
    stage: StageManifest | None,
    functions: Iterable[FunctionManifest],
    api_keys: Mapping[str, str],
    allowed_origins: frozenset[str] | None = None,
) -> ApiConfig:
    """
    Put an API together.

    Args:
        api_id: Its id.
        api: Its manifest.
        stage: Its stage's, None while there is none.
        functions: Those of its functions.
        api_keys: Its usage plan: ids of API keys, by the keys themselves.
        allowed_origins: Origins of web pages that may connect; None for all.

    Raises:
        ManifestError: AWS would not take it.

    """
    by_name = {function.name: function for function in functions}
    try:
        return ApiConfig(
            api_id=api_id,
            stage=api.stage_name,
            route_selection_expression=api.route_selection_expression,
            routes={
                route.route_key: Route(
                    function.name,
                    route.reply,
                    authorization=_authorization(route, by_name),
                    api_key_required=route.api_key_required,
                    throttle=_throttle(route),
                )
                for function in by_name.values()
                for route in function.served
            },
            deployed=stage is not None,
            throttle=(
                Throttle(stage.throttle_rate, stage.throttle_burst) if stage else None
            ),
            stage_variables=stage.stage_variables if stage else {},
            api_keys=api_keys,
            api_key_selection=api.api_key_selection_expression,
            allowed_origins=allowed_origins,
            domain=Domain(**api.domain) if api.domain else None,
        )
    except ValueError as exc:
        raise ManifestError(f"{api.api_name}: {exc}") from exc


def _throttle(route: RouteManifest) -> Throttle | None:
    rate, burst = route.throttle_rate, route.throttle_burst
    return None if rate is None or burst is None else Throttle(rate, burst)


def _authorization(
    route: RouteManifest, functions: dict[str, FunctionManifest]
) -> Authorization:
    match route.authorization:
        case "NONE":
            return None
        case "AWS_IAM":
            return "AWS_IAM"
        case "CUSTOM" if route.authorizer is not None:
            # One that is gone lets nobody in: it cannot be invoked.
            authorizer = functions.get(route.authorizer)
            sources = tuple(authorizer.identity_sources) if authorizer else ()
            return Authorizer(route.authorizer, sources)
        case _:
            raise ManifestError(
                f"{route.route_key} has authorization {route.authorization!r} and "
                f"authorizer {route.authorizer!r}; expected NONE, AWS_IAM, or "
                "CUSTOM with an authorizer"
            )
