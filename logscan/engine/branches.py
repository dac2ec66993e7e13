"""Ask a signature's patterns branch by branch, and only those branches that the line can match.

A pattern of the catalogue has a branch for each wording, and an engine that backtracks tries all
of them at every character. Most branches need a literal that the line does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from logscan.catalogue import compile_pattern
from logscan.catalogue.alternatives import alternatives
from logscan.catalogue.literals import fold, needed, refers_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    import regex

Ask = Callable[[str], "regex.Match[str] | None"]

_AT_START = re.compile(r"(?:\(\?[ais]+\))?\^")
_COMBINATIONS = 512  # of literals: what is remembered of one signature


class _Possible(NamedTuple):
    """What is left to ask of a line with certain literals, in the order of the branches."""

    pattern: list[Ask]
    unless: list[Ask]


class Branches:
    """The outer branches of a pattern and of those that silence it, with what each needs."""

    __slots__ = ("_known", "_literals", "_own", "_texts")

    def __init__(self, pattern: str, unless: Iterable[str] = ()) -> None:
        own = _apart(pattern)
        self._own = len(own)
        texts = (*own, *(branch for text in unless for branch in _apart(text)))
        self._texts = [(text, frozenset(needed(text))) for text in texts]
        self._literals = sorted(frozenset().union(*(needs for _, needs in self._texts)))
        self._known: dict[tuple[str, ...], _Possible] = {}

    def search(self, line: str) -> regex.Match[str] | None:
        """Return the match that the whole pattern would find in *line*, if nothing silences it.

        Of two branches the one that matches further left wins, then the one that stands first.
        """
        folded = fold(line)
        held = tuple([literal for literal in self._literals if literal in folded])
        possible = self._known.get(held) or self._learn(held)
        best: regex.Match[str] | None = None
        for ask in possible.pattern:
            match = ask(line)
            if match is not None and (best is None or match.start() < best.start()):
                best = match
        if best is not None:
            for ask in possible.unless:
                if ask(line) is not None:
                    return None
        return best

    def _learn(self, held: tuple[str, ...]) -> _Possible:
        """Return what to ask of a line with the literals *held*, and remember it."""
        if len(self._known) >= _COMBINATIONS:
            self._known.clear()
        asks = [
            _asking(text) if not needs or not needs.isdisjoint(held) else None
            for text, needs in self._texts
        ]
        possible = self._known[held] = _Possible(
            [ask for ask in asks[: self._own] if ask], [ask for ask in asks[self._own :] if ask]
        )
        return possible


@lru_cache(maxsize=4096)
def _apart(pattern: str) -> tuple[str, ...]:
    """Return the branches of *pattern*; one that refers to its groups stays whole."""
    return (pattern,) if refers_back(pattern) else alternatives(pattern)


def _asking(text: str) -> Ask:
    """Return what asks a line for the branch *text*."""
    pattern = compile_pattern(text)
    # What begins with ^ can match in one place only; the engine would try all of them.
    return pattern.match if _AT_START.match(text) else pattern.search
