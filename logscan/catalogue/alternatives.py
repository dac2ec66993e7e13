"""Take a pattern apart at its outermost ``|``: small patterns are searched faster than one.

An engine that backtracks finds a single literal quickly, but has to try every branch of an
alternation at every place. Where only yes or no is wanted, the branches can be asked one by one.
"""

from __future__ import annotations

import re
from itertools import pairwise

_FLAGS = re.compile(r"\(\?[a-zA-Z]+\)")
_PIECE = re.compile(r"\\.|\[(?:\^?\]?)(?:\\.|\[:\w+:\]|[^\]\\])*\]|[()|]|[^\\\[()|]+|.", re.DOTALL)
_CAPTURES = re.compile(r"(?!\?)|\?P?<[A-Za-z_]")


def alternatives(pattern: str) -> tuple[str, ...]:
    """Return patterns, one of which matches wherever *pattern* matches, and none elsewhere.

    Flags at the start hold for every branch. A pattern without an outer ``|`` comes back alone.
    """
    flags = _FLAGS.match(pattern)
    prefix = flags[0] if flags else ""
    branches, depth = [""], 0
    for piece in _PIECE.findall(pattern, len(prefix)):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            branches.append("")
        else:
            branches[-1] += piece
    return tuple(prefix + branch for branch in branches)


def has_groups(pattern: str) -> bool:
    """Say whether *pattern* can capture anything, without compiling it."""
    pieces = _PIECE.findall(pattern)
    return any(
        piece == "(" and _CAPTURES.match(after) is not None
        for piece, after in pairwise([*pieces, ""])
    )
