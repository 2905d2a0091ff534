"""
Patterns of policies: `*` is any text, `?` any one character.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html

"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["action_pattern", "matches", "matches_arn_parts", "resource_pattern"]

_ARN_COLONS = 5


def action_pattern(pattern: str) -> re.Pattern[str]:
    """Return what matches the actions that an Action element names."""
    return _compile(pattern, ".*", ".", re.IGNORECASE)


def resource_pattern(pattern: str) -> re.Pattern[str]:
    """
    Return what matches the ARNs that a Resource element names.

    A wildcard stays within its segment, between colons, except a `*` that ends one.

    """
    return _compile(pattern, "[^:]*", "[^:]", re.NOFLAG)


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text matches a pattern."""
    return _compile(pattern, ".*", ".", re.NOFLAG).fullmatch(text) is not None


def matches_arn_parts(pattern: str, arn: str) -> bool:
    """Tell whether an ARN matches as ArnLike has it: each of its six parts."""
    patterns = pattern.split(":", _ARN_COLONS)
    parts = arn.split(":", _ARN_COLONS)
    return len(patterns) == len(parts) == _ARN_COLONS + 1 and all(
        map(matches, patterns, parts)
    )


@lru_cache(maxsize=1024)
def _compile(
    pattern: str, star: str, question: str, flags: re.RegexFlag
) -> re.Pattern[str]:
    """Translate a pattern; a `*` at the end of a segment reaches over colons."""
    pieces: list[str] = []
    for index, character in enumerate(pattern):
        if character == "*":
            ends_segment = pattern[index + 1 : index + 2] in ("", ":")
            pieces.append(".*" if ends_segment else star)
        elif character == "?":
            pieces.append(question)
        else:
            pieces.append(re.escape(character))
    return re.compile("".join(pieces), flags | re.DOTALL)
