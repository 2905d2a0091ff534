"""What the manifests of an API say together: the API as its gateway knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .api_config import ApiConfig, Authorization, Authorizer, Domain, Route, Throttle
from .manifest import ApiManifest, FunctionManifest, ManifestError, StageManifest

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
                function.route_key: Route(
                    function.name,
                    function.reply,
                    authorization=_authorization(function, by_name),
                    api_key_required=function.api_key_required,
                    throttle=_throttle(function),
                )
                for function in by_name.values()
                if function.route_key is not None
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


def _throttle(function: FunctionManifest) -> Throttle | None:
    rate, burst = function.throttle_rate, function.throttle_burst
    return None if rate is None or burst is None else Throttle(rate, burst)


def _authorization(
    function: FunctionManifest, functions: dict[str, FunctionManifest]
) -> Authorization:
    match function.authorization:
        case "NONE":
            return None
        case "AWS_IAM":
            return "AWS_IAM"
        case "CUSTOM" if function.authorizer is not None:
            # One that is gone lets nobody in: it cannot be invoked.
            authorizer = functions.get(function.authorizer)
            sources = tuple(authorizer.identity_sources) if authorizer else ()
            return Authorizer(function.authorizer, sources)
        case _:
            raise ManifestError(
                f"{function.name} has authorization {function.authorization!r} and "
                f"authorizer {function.authorizer!r}; expected NONE, AWS_IAM, or "
                "CUSTOM with an authorizer"
            )
