"""``Domain``: a name of the user's own in front of a ``WebSocket``."""

import re
from dataclasses import dataclass

import pulumi

from .errors import ConfigurationError

__all__ = ["Domain", "domain_url"]

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})+")
# https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-mappings.html
_MAPPING_KEY = re.compile(r"([A-Za-z0-9$\-_.+!*'()]+(/[A-Za-z0-9$\-_.+!*'()]+)*)?")


@dataclass(frozen=True)
class Domain:
    """A custom domain name: clients connect to ``wss://{name}/{mapping_key}``.

    AWS takes no name that REST or HTTP APIs have already.

    Attributes:
        name: such as ``chat.example.com``.
        certificate_arn: a certificate for the name, of ACM in the region of the API.
            Target sim needs none.
        mapping_key: path that stands for the stage, without the first slash.
        zone_id: the hosted zone of Route 53 in which to make the DNS record; left out,
            you make it, with the target that ``resources.domain`` names.

    Raises:
        ConfigurationError: what AWS would refuse.
    """

    name: str
    certificate_arn: pulumi.Input[str] | None = None
    mapping_key: str = ""
    zone_id: pulumi.Input[str] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise ConfigurationError(
                f"domain name {self.name!r} is not allowed; "
                "expected one like 'chat.example.com'"
            )
        key = self.mapping_key
        if (
            not isinstance(key, str)
            or len(key) > 300
            or not _MAPPING_KEY.fullmatch(key)
        ):
            raise ConfigurationError(
                f"mapping key {key!r} is not allowed; expected at most 300 letters, "
                "digits and $-_.+!*'(), with single slashes between them"
            )


def domain_url(domain: Domain, scheme: str) -> str:
    """Return the URL of what a domain is mapped to, without a last slash."""
    return f"{scheme}://{domain.name}/{domain.mapping_key}".rstrip("/")
