"""Say fast that a text holds no secret: one pass over it for the hints of all rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.redaction.kinds import Rule

_LITERAL = re.compile(r"[^\\.^$*+?{}\[\]|()]+")


def lower(text: str) -> str:
    """Return *text* in lower case with every character in its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


class Screen:
    """The hints of *rules* in one expression, and which rules a text calls for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._any = re.compile(_alternatives({hint for rule in rules for hint in rule.hints}))
        self._rules = [(rule, re.compile(_alternatives(rule.hints))) for rule in rules]

    def passes(self, lowered: str) -> bool:
        """Say that *lowered* holds no hint of any rule."""
        return self._any.search(lowered) is None

    def rules(self, lowered: str) -> list[tuple[int, Rule]]:
        """Return the rules whose hints *lowered* holds, with their rank."""
        return [
            (rank, rule) for rank, (rule, hints) in enumerate(self._rules) if hints.search(lowered)
        ]


def _alternatives(hints: Iterable[str]) -> str:
    """Return one expression for *hints* that branches on each literal character once.

    A tree is about fifteen times as fast as a flat alternation in ``re``.
    """
    branches: dict[str, list[str]] = {}
    whole: list[str] = []
    for hint in sorted(set(hints)):
        first = _LITERAL.match(hint)
        if first and (len(first[0]) > 1 or hint == first[0]) and not _repeated(hint, 1):
            branches.setdefault(hint[0], []).append(hint[1:])
        else:
            whole.append(hint)
    parts = [
        re.escape(char) + ("" if "" in rests else _alternatives(rests))
        for char, rests in branches.items()
    ]
    parts += whole
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _repeated(hint: str, index: int) -> bool:
    """Say that a quantifier stands at *index*, so that the character before it belongs to it."""
    return hint[index : index + 1] in {"?", "*", "+", "{"}
