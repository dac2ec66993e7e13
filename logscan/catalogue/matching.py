"""Say whether a signature matches a message: the reference that every engine must agree with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from logscan.model import Signature


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """Return *pattern* compiled as all of logscan compiles it; raises ``regex.error``."""
    return regex.compile(pattern)


def matches(signature: Signature, message: str) -> regex.Match[str] | None:
    """Return the match in the first line of the clean *message* that *signature* matches.

    A line matches when one of the anchors occurs in it, the pattern is found in it and no
    ``unless`` pattern is. ``^`` and ``$`` are the ends of the line.
    """
    for line in message.split("\n"):
        found = match_line(signature, line)
        if found:
            return found
    return None


def match_line(signature: Signature, line: str) -> regex.Match[str] | None:
    """Return the match of *signature* in one line, or None."""
    if not any(anchor in line for anchor in signature.anchors):
        return None
    found = compile_pattern(signature.pattern).search(line)
    if not found or any(compile_pattern(text).search(line) for text in signature.unless):
        return None
    return found
