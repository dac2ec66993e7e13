"""Fold a line to lower case as the engine does where a pattern ignores case."""

from __future__ import annotations

#: What a case-insensitive pattern takes for i, k and s: the engine folds these as well.
_FOLDED_LETTERS = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def fold(line: str) -> str:
    """Return *line* in lower case, as literals are to be looked for in it."""
    return line.lower() if line.isascii() else line.translate(_FOLDED_LETTERS).lower()
