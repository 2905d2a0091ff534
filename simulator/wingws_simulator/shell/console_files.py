"""The files of the console, which are the same for everybody and hold nothing."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath

from ..core.http_message import Request, Response

__all__ = ["FOLDER", "answer_file"]

FOLDER = "/console/"

_INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
    ),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
)


def answer_file(request: Request) -> Response:
    """Answer a request for `FOLDER`, or a path below it, with the file of that name."""
    if request.method not in ("GET", "HEAD"):
        return Response(405, (("Allow", "GET, HEAD"),))
    if request.path == FOLDER.rstrip("/"):  # browsers keep what is behind the #
        return Response(308, (("Location", FOLDER),))
    name = request.path.removeprefix(FOLDER) or _INDEX
    folder = files("wingws_simulator").joinpath("console")
    # By what there is: no path that a client thinks of is opened.
    found = next((each for each in folder.iterdir() if each.name == name), None)
    type_ = _TYPES.get(PurePath(name).suffix)
    if found is None or type_ is None or not found.is_file():
        return Response(404)
    return Response(200, (("Content-Type", type_), *_HEADERS), found.read_bytes())
