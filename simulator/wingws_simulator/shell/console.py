"""
What the console asks of a running stack, and does to it: verbs of the admin API.

Who has the token of `daemon.json` is the user, who may do everything. Still no answer
has a secret in it: somebody may look over the user's shoulder.

"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..core.conversation import to_steps
from ..core.journal_event import status_of, to_json
from ..core.lambda_result import InvocationResult, NotInvoked, Returned
from ..core.manifest import ManifestError
from ..core.options import OptionsError
from .cloud import Cloud
from .deployed_apis import Api
from .stack_state import read_state

__all__ = ["Console", "Verb", "known", "mark"]

_Value = TypeVar("_Value")

Verb = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]

_RUNTIME = "wingws_runtime"
_EXPIRIES = ("idle", "duration")


class Console:
    """
    The console's verbs.

    Args:
        cloud: The stack.

    Attributes:
        verbs: They, by name. They raise `ManifestError` for what there is not.

    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.verbs: Mapping[str, Verb] = {
            "state": self._state,
            "connections": self._connections,
            "conversation": self._conversation,
            "send": self._send,
            "disconnect": self._disconnect,
            "expire": self._expire,
            "invoke": self._invoke,
            "logs": self._logs,
            "source": self._source,
            "time_scale": self._time_scale,
            "problem": self._problem,
            "scan_table": self._scan_table,
            "put_row": self._put_row,
            "delete_row": self._delete_row,
        }

    async def _state(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return await read_state(self._cloud)

    async def _time_scale(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            self._cloud.change_time_scale(body["time_scale"])
        except OptionsError as exc:
            raise ManifestError(str(exc)) from exc
        return {"time_scale": self._cloud.time_scale}

    async def _problem(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Keep why an edit could not run, or that it runs again."""
        self._cloud.problem = None if body["text"] is None else _text(body, "text")
        self._cloud.journal.note("deployed", "edit", "program")
        return {}

    # Connections.

    async def _connections(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "connections": [
                {"api_id": api.api_id, **connection}
                for api in self._cloud.apis
                for connection in api.server.connections()
            ]
        }

    async def _conversation(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what an API's clients that connected after an event have said."""
        after, api = mark(body), self._api(body)
        first, events = self._cloud.journal.after(after)
        steps, notes = to_steps((event for _, event in events), api.api_id)
        if lost := first - after - 1:
            notes.insert(0, f"the first {lost} events are not kept any more")
        return {"steps": steps, "notes": notes}

    async def _send(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._manage("POST", body, _text(body, "data").encode())

    async def _disconnect(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._manage("DELETE", body, b"")

    def _manage(
        self, method: str, body: Mapping[str, Any], data: bytes
    ) -> Mapping[str, Any]:
        connection_id = _text(body, "connection_id")
        answer = self._api(body).server.manage(method, connection_id, data)
        if answer.status == 410:
            raise _gone(connection_id)
        if answer.status >= 400:
            said = answer.body.decode(errors="replace")
            raise ManifestError(f"{connection_id}: {answer.status} {said}")
        return {}

    async def _expire(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        connection_id, reason = _text(body, "connection_id"), body["reason"]
        if reason not in _EXPIRIES:
            raise ManifestError(f"reason is {reason!r}; expected one of {_EXPIRIES}")
        if not self._api(body).server.expire(connection_id, reason):
            raise _gone(connection_id)
        return {}

    def _api(self, body: Mapping[str, Any]) -> Api:
        apis = {each.api_id: each for each in self._cloud.apis}
        return known("API", body["api_id"], apis)

    # Functions.

    async def _invoke(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[InvocationResult] = loop.create_future()
        begin = self._cloud.journal.last
        try:
            invocation = self._cloud.service.invoke(
                _text(body, "function"), json.dumps(body["event"]), ended.set_result
            )
        except NotInvoked as exc:
            raise ManifestError(str(exc)) from exc
        result = await ended
        payload: Any
        if isinstance(result, Returned):
            payload = result.payload
        else:
            payload = {
                "errorType": result.error_type,
                "errorMessage": result.message,
            }
        return {
            "status": "ok" if status_of(result)[0] == "ok" else "error",
            "payload": payload,
            "log": [
                line
                for event in self._printed(begin)
                if event["request_id"] == invocation.request_id
                for line in event["text"].splitlines()
            ],
            "duration_ms": round(invocation.duration * 1000, 2),
        }

    async def _logs(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        function, limit = body.get("function"), body["limit"]
        if type(limit) is not int or limit < 0:
            raise ManifestError(f"limit is {limit!r}; expected a whole number")
        lines = [
            {
                **{name: event[name] for name in ("n", "at", "function", "request_id")},
                "text": line,
            }
            for event in self._printed(mark(body))
            if function in (None, event["function"])
            for line in event["text"].splitlines()
        ]
        # Where `watch` goes on from, without a line lost or twice.
        last = self._cloud.journal.last
        return {"lines": lines[-limit:] if limit else [], "last": last}

    def _printed(self, after: int) -> list[dict[str, Any]]:
        """Return what functions have printed since an event, as far as it is kept."""
        first, events = self._cloud.journal.after(after)
        return [
            to_json(number, at, event)
            for number, (at, event) in enumerate(events, first)
            if event[0] == "log"
        ]

    async def _source(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        manifests = self._cloud.functions.manifests.values()
        functions = {each.name: each for each in manifests}
        function = known("function", body["function"], functions)
        return {"files": _texts(self._cloud.root / function.path)}

    # Tables.

    async def _scan_table(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        request = {"TableName": self._table(body), "Limit": body["limit"]}
        if start := body.get("start"):
            request["ExclusiveStartKey"] = start
        answer = await self._cloud.tables.call("Scan", request)
        return {
            "items": answer["Items"],
            "last_evaluated_key": answer.get("LastEvaluatedKey"),
        }

    async def _put_row(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        request = {"TableName": self._table(body), "Item": body["item"]}
        await self._cloud.tables.call("PutItem", request)
        return {}

    async def _delete_row(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        request = {"TableName": self._table(body), "Key": body["key"]}
        await self._cloud.tables.call("DeleteItem", request)
        return {}

    def _table(self, body: Mapping[str, Any]) -> str:
        """Return the name of a table, which the program may call otherwise."""
        manifests = self._cloud.tables.manifests
        names = {each.name: name for name, each in manifests.items()}
        return known("table", body["table"], {**names, **{n: n for n in manifests}})


def known(what: str, name: str, named: Mapping[str, _Value]) -> _Value:
    """
    Return what a name stands for.

    Raises:
        ManifestError: Nothing.

    """
    if name not in named:
        raise ManifestError(
            f"{what} {name!r} is unknown; expected one of {', '.join(named)}"
        )
    return named[name]


def mark(body: Mapping[str, Any]) -> int:
    """
    Return the number of the event of the journal that is asked on after, 0 for all.

    Raises:
        ManifestError: It is no number of one.

    """
    after = body.get("after", 0)
    if type(after) is not int or after < 0:
        raise ManifestError(f"after is {after!r}; expected a whole number")
    return after


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body[name]
    if not isinstance(value, str):
        raise ManifestError(f"{name} is {value!r}; expected text")
    return value


def _gone(connection_id: str) -> ManifestError:
    return ManifestError(f"connection {connection_id!r} is gone")


def _texts(folder: Path) -> dict[str, str]:
    """Return the files of an artifact that are the user's, by their paths."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")))
    return {
        path.as_posix(): (folder / path).read_text(errors="replace")
        for path in paths
        if path.parts[0] != _RUNTIME
        and "__pycache__" not in path.parts
        and (folder / path).is_file()
    }
