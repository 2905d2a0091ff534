"""What answers on the daemon's port: the admin API, AWS services, the console."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Mapping
from importlib.resources import files

from ..core.caller import AccessDenied, Caller
from ..core.http_message import Request, Response
from ..core.invoke_call import InvokeRefused, is_invoke, refusal
from ..core.sigv4 import SignatureError, verify
from .admin import Admin
from .cloud import REGION, Cloud
from .console_files import FOLDER, answer_file
from .http import Stream

__all__ = ["Front"]

_AMZ_JSON = ("Content-Type", "application/x-amz-json-1.0")
_ACCESS_DENIED = {
    "dynamodb": "com.amazon.coral.service#AccessDeniedException",
    "ssm": "AccessDeniedException",
}
_HTML = ("Content-Type", "text/html; charset=utf-8")


class Front:
    """The daemon's HTTP side, by what a request asks for."""

    def __init__(self, cloud: Cloud, admin: Admin) -> None:
        self._cloud = cloud
        self._admin = admin

    def handle(self, request: Request) -> Response | Awaitable[Response | Stream]:
        """Hand a request, whose Host the server has looked at, to who answers it."""
        if request.path.startswith("/admin/"):
            return self._admin.handle(request)
        if request.header("X-Amz-Target"):
            return self._service(request)
        if is_invoke(request):
            return self._invoke(request)
        if request.path == "/chat" and request.method == "GET":
            return _page("chat.html")
        if f"{request.path}/".startswith(FOLDER):
            return answer_file(request)
        return Response(404)

    def _caller(self, request: Request, service: str) -> Caller:
        access_key_id = verify(
            request,
            secret_for=self._cloud.keyring.secret_for,
            now=time.time(),
            service=service,
            region=REGION,
        )
        return self._cloud.keyring.caller_for(access_key_id)

    def _invoke(self, request: Request) -> Response | Awaitable[Response]:
        try:
            caller = self._caller(request, "lambda")
        except SignatureError as exc:
            return refusal(InvokeRefused(exc.error_type, exc.message))
        return self._cloud.lambda_api.handle(request, caller)

    def _service(self, request: Request) -> Response | Awaitable[Response]:
        target = request.header("X-Amz-Target") or ""
        service = "ssm" if target.startswith("AmazonSSM.") else "dynamodb"
        try:
            authorize = self._caller(request, service).check
        except SignatureError as exc:
            return _refuse({"__type": exc.error_type, "message": exc.message})
        try:
            if service == "ssm":
                return self._cloud.parameters.handle(
                    target, request.body, authorize=authorize
                )
            reply = self._cloud.tables.handle(target, request.body, authorize=authorize)
        except AccessDenied as exc:
            return _deny(service, exc)
        return _answered(reply) if isinstance(reply, tuple) else _forwarded(reply)


def _answered(reply: tuple[int, bytes]) -> Response:
    status, body = reply
    return Response(status, (_AMZ_JSON,), body)


async def _forwarded(reply: Awaitable[tuple[int, bytes]]) -> Response:
    try:
        return _answered(await reply)
    except AccessDenied as exc:
        return _deny("dynamodb", exc)


def _deny(service: str, exc: AccessDenied) -> Response:
    # As on AWS: this one message is written large, by both services.
    return _refuse({"__type": _ACCESS_DENIED[service], "Message": str(exc)})


def _refuse(body: Mapping[str, str]) -> Response:
    return Response(400, (_AMZ_JSON,), json.dumps(body).encode())


def _page(name: str) -> Response:
    content = files("wingws_simulator").joinpath("console", name).read_bytes()
    return Response(200, (_HTML,), content)
