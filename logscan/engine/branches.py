"""Ask a pattern branch by branch, and only those branches that the line can match.

A pattern of the catalogue has a branch for each wording, and an engine that backtracks tries all
of them at every character. Most branches need a literal that the line does not hold.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from logscan.catalogue import compile_pattern
from logscan.catalogue.alternatives import alternatives
from logscan.catalogue.literals import needed, refers_back

if TYPE_CHECKING:
    from collections.abc import Callable

    import regex

    Ask = Callable[[str], regex.Match[str] | None]

_AT_START = re.compile(r"(?:\(\?[ais]+\))?\^")


class Branches:
    """The outer branches of *patterns*, with the literals that each of them needs.

    Several patterns are asked like one that has the branches of all.
    """

    __slots__ = ("_always", "_asks", "_by_literal", "_texts")

    def __init__(self, *patterns: str) -> None:
        self._texts = [branch for pattern in patterns for branch in _apart(pattern)]
        self._asks: list[Ask | None] = [None] * len(self._texts)
        by_literal: dict[str, list[int]] = {}
        self._always: list[int] = []
        for index, text in enumerate(self._texts):
            literals = needed(text)
            for literal in literals:
                by_literal.setdefault(literal, []).append(index)
            if not literals:
                self._always.append(index)
        self._by_literal = tuple(by_literal.items())

    def search(self, line: str, folded: str) -> regex.Match[str] | None:
        """Return the match that the whole pattern would find in *line*.

        *folded* is the line as ``literals.fold`` returns it. Of two branches the one that matches
        further left wins, then the one that stands first.
        """
        best: regex.Match[str] | None = None
        for index in self._possible(folded):
            match = (self._asks[index] or self._compile(index))(line)
            if match is not None and (best is None or match.start() < best.start()):
                best = match
        return best

    def matches(self, line: str, folded: str) -> bool:
        """Say whether any branch matches *line*."""
        for index in self._possible(folded):
            if (self._asks[index] or self._compile(index))(line) is not None:
                return True
        return False

    def _possible(self, folded: str) -> list[int]:
        """Return the branches that may match, in their order."""
        hits = [indexes for literal, indexes in self._by_literal if literal in folded]
        if not hits:
            return self._always
        if len(hits) == 1 and not self._always:
            return hits[0]
        return sorted({index for indexes in (self._always, *hits) for index in indexes})

    def _compile(self, index: int) -> Ask:
        text = self._texts[index]
        pattern = compile_pattern(text)
        # What begins with ^ can match in one place only; the engine would try all of them.
        ask = self._asks[index] = pattern.match if _AT_START.match(text) else pattern.search
        return ask


@lru_cache(maxsize=4096)
def _apart(pattern: str) -> tuple[str, ...]:
    """Return the branches of *pattern*; one that refers to its groups stays whole."""
    return (pattern,) if refers_back(pattern) else alternatives(pattern)
