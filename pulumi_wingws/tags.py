"""Tags of AWS resources, for bills and for finding them.

https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html
"""

import re
from collections.abc import Mapping

import pulumi

from .errors import ConfigurationError

__all__ = ["check_tags", "tagging"]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html, the strictest of all
_TEXT = re.compile(r"[\w\s.:/=+\-@]*")
_LONGEST_KEY = 128
_LONGEST_VALUE = 256
_MOST = 50


def check_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Refuse tags that AWS would refuse; return the rest, which changes no more.

    Raises:
        ConfigurationError: one that AWS would refuse.
    """
    if not isinstance(tags, Mapping) or len(tags) > _MOST:
        raise ConfigurationError(
            f"tags {tags!r} are not allowed; "
            f"expected a dict of up to {_MOST} like {{'team': 'chat'}}"
        )
    for key, value in tags.items():
        is_own = isinstance(key, str) and not key.lower().startswith("aws:")
        if not key or not is_own or not _is_text(key, _LONGEST_KEY):
            raise ConfigurationError(
                f"key {key!r} of a tag is not allowed; expected 1 to {_LONGEST_KEY} "
                "letters, digits, spaces and _.:/=+-@, not beginning with 'aws:'"
            )
        if not _is_text(value, _LONGEST_VALUE):
            raise ConfigurationError(
                f"value {value!r} of tag {key!r} is not allowed; expected up to "
                f"{_LONGEST_VALUE} letters, digits, spaces and _.:/=+-@"
            )
    return dict(tags)


def tagging(tags: Mapping[str, str]) -> pulumi.ResourceTransformation:
    """Return what tags each resource that can have tags, and has none."""

    def tag(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        if args.props.get("tags", "none can be") is not None:
            return None
        return pulumi.ResourceTransformationResult(
            {**args.props, "tags": tags}, args.opts
        )

    return tag


def _is_text(value: object, longest: int) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= longest
        and _TEXT.fullmatch(value) is not None
    )
