"""The admin API: what ``pulumi up``, the command line and the console ask.

``POST /admin/{verb}`` with a JSON object and the token of ``daemon.json``, which only
the user can read. The provider's side is ``pulumi_wingws/targets/simulator.py``.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from ..core.http_message import Request, Response
from ..core.manifest import ManifestError
from ..dynamodb.errors import DynamoDBError
from .cloud import Cloud
from .console import Console, Verb
from .http import Stream
from .testing import Testing
from .watch import watch

__all__ = ["Admin"]

_WATCH = "watch"


class Admin:
    """
    The verbs of the admin API.

    Args:
        hello: How the daemon introduces itself.
        stop: Makes the daemon stop, once the answer is on its way.

    """

    def __init__(
        self,
        cloud: Cloud,
        *,
        token: str,
        hello: Mapping[str, Any],
        stop: Callable[[], None],
    ) -> None:
        self._cloud = cloud
        self._authorization = f"Bearer {token}"
        self._hello = hello
        self._stop = stop
        self._verbs: dict[str, Verb] = {
            # These two are for ever: they are how another version finds out.
            "hello": self._say_hello,
            "stop": self._stop_daemon,
            "has": self._has,
            "put": self._put,
            "delete": self._delete,
            "builds": self._builds,
            "credentials": self._credentials,
            "faults": self._change_faults,
            **Console(cloud).verbs,
            **Testing(cloud).verbs,
        }

    async def handle(self, request: Request) -> Response | Stream:
        """Answer one request; what is refused says why in `error`."""
        given = request.header("Authorization") or ""
        if not hmac.compare_digest(given.encode(), self._authorization.encode()):
            return _answer(
                401, {"error": "the token of daemon.json is missing or wrong"}
            )
        name = request.path.removeprefix("/admin/")
        verb = self._verbs.get(name)
        if (verb is None and name != _WATCH) or request.method != "POST":
            known = sorted([*self._verbs, _WATCH])
            return _answer(404, {"error": f"expected POST /admin/ and one of {known}"})
        try:
            body = json.loads(request.body)
            if verb is None:
                return self._watch(body)
            return _answer(200, await verb(body))
        except (ManifestError, DynamoDBError, OSError) as exc:  # PortTaken, a full disk
            return _answer(409, {"error": str(exc)})
        except (ValueError, KeyError, TypeError) as exc:
            return _answer(400, {"error": f"malformed request: {exc!r}"})

    async def _say_hello(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._hello

    async def _has(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"has": self._cloud.has(body["kind"], body["key"], body["digest"])}

    async def _put(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._cloud.put(
            body["kind"],
            body["key"],
            spec=body["spec"],
            digest=body["digest"],
            kept=body["kept"],
        )

    async def _delete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        await self._cloud.delete(body["kind"], body["key"])
        return {}

    async def _builds(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"builds": self._cloud.builds()}

    async def _credentials(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._cloud.environment(None)

    async def _change_faults(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            faults, following = self._cloud.change_faults(
                body["faults"], body.get("next", {})
            )
            return {"faults": faults, "next": following}
        except ValueError as exc:
            raise ManifestError(str(exc)) from exc

    def _watch(self, body: Mapping[str, Any]) -> Stream:
        after = body["after"]
        if after is not None and (type(after) is not int or after < 0):
            raise ManifestError(f"after is {after!r}; expected a whole number or null")
        rate = body.get("rate")
        if rate is not None and (type(rate) is not int or rate < 1):
            raise ManifestError(f"rate is {rate!r}; expected events a second or null")
        headers = (
            ("Content-Type", "application/x-ndjson"),
            ("Cache-Control", "no-store"),
        )
        return Stream(headers, watch(self._cloud.journal, after, rate))

    async def _stop_daemon(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        self._stop()
        return {}


def _answer(status: int, body: Mapping[str, Any]) -> Response:
    return Response(
        status, (("Content-Type", "application/json"),), json.dumps(body).encode()
    )
