"""Logical names of the children of a component: they are API, see ``tests``.

Every child's name starts with its parent's. A route key that is not one of AWS's three
becomes a slug; a slug that lost something carries a hash, so that ``a/b`` and ``a-b``
stay two children.
"""

import hashlib
import re

__all__ = ["child_name", "route_role"]

_RESERVED = {
    "$authorizer": "authorizer",  # no route: AWS has no such key
    "$connect": "connect",
    "$disconnect": "disconnect",
    "$default": "default",
}


def child_name(parent: str, role: str) -> str:
    """Name the child of ``parent`` that plays ``role``."""
    return f"{parent}-{role}"


def route_role(route_key: str) -> str:
    """Turn a route key into a role: ``connect``, ``route-join``."""
    if route_key in _RESERVED:
        return _RESERVED[route_key]
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", route_key).strip("-")
    if slug == route_key:
        return f"route-{slug}"
    digest = hashlib.sha256(route_key.encode()).hexdigest()[:8]
    return f"route-{slug}-{digest}" if slug else f"route-{digest}"
