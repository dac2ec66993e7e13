"""Ask a signature's patterns branch by branch, and only those branches that the line can match.

A pattern of the catalogue has a branch for each wording, and an engine that backtracks tries all
of them at every character. Most branches need a literal that the line does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from logscan.catalogue import compile_pattern
from logscan.catalogue.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    import regex

    from logscan.engine.apart import Apart, Branch

Ask = Callable[[str], "regex.Match[str] | None"]

_AT_START = re.compile(r"(?:\(\?[ais]+\))?\^")
_COMBINATIONS = 512  # of literals: what is remembered of one signature


class Branches:
    """The outer branches of a pattern and of those that silence it, with what each needs."""

    __slots__ = ("_literals", "_own", "_unless")

    def __init__(self, own: Apart, unless: Iterable[Apart] = ()) -> None:
        self._own = _Choice(own)
        self._unless = _Choice([branch for apart in unless for branch in apart])
        self._literals = sorted(self._own.literals | self._unless.literals)

    def search(self, line: str) -> regex.Match[str] | None:
        """Return the match that the whole pattern would find in *line*, if nothing silences it.

        Of two branches the one that matches further left wins, then the one that stands first.
        """
        folded = fold(line)
        held = tuple([literal for literal in self._literals if literal in folded])
        best: regex.Match[str] | None = None
        for ask in self._own.possible(held):
            match = ask(line)
            if match is not None and (best is None or match.start() < best.start()):
                best = match
        if best is not None:
            for ask in self._unless.possible(held):
                if ask(line) is not None:
                    return None
        return best


class _Choice:
    """Branches, and which of them are to be asked of a line that holds certain literals."""

    __slots__ = ("_branches", "_known", "literals")

    def __init__(self, branches: Iterable[Branch]) -> None:
        self._branches = [(text, frozenset(needs)) for text, needs in branches]
        self.literals = frozenset().union(*(needs for _, needs in self._branches))
        self._known: dict[tuple[str, ...], list[Ask]] = {}

    def possible(self, held: tuple[str, ...]) -> list[Ask]:
        """Return what to ask of a line with the literals *held*, in order, and remember it."""
        known = self._known.get(held)
        if known is None:
            if len(self._known) >= _COMBINATIONS:
                self._known.clear()
            known = self._known[held] = [
                _asking(text)
                for text, needs in self._branches
                if not needs or not needs.isdisjoint(held)
            ]
        return known


def _asking(text: str) -> Ask:
    """Return what asks a line for the branch *text*."""
    pattern = compile_pattern(text)
    # What begins with ^ can match in one place only; the engine would try all of them.
    return pattern.match if _AT_START.match(text) else pattern.search
