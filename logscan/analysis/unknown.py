"""Error-looking lines that no signature explains, counted by shape.

A shape is the text with everything that varies (numbers, ids, paths, quoted values, times,
addresses) masked by ``<*>``. Words are never masked: "started" and "paused" stay apart. When
there are too many shapes they are folded, deterministically, into coarser ones; no line is
lost from the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from logscan.model import UnknownLine

MASK = "<*>"

KEPT_SHAPES = 512
"""How many shapes are told apart before they are folded into coarser ones."""

_CACHED_TEXTS = 4096
_WORDS_BY_LEVEL = (None, 8, 4, 2, 1, 0)
_LONGEST_TEXT = 2000

# One alternation, the more specific forms first; a word is masked only if it holds a digit,
# is quoted, or is an address or a path.
_VARIABLE = pattern(
    r"""(?x)
    \b[a-z][a-z0-9+.\-]{1,15}://[^\s"'<>\])}]+                       # address with a scheme
    | "[^"\n]{0,200}" | '[^'\n]{0,200}' | `[^`\n]{0,200}`             # quoted values
    | \b\d{4}-\d\d-\d\d(?:[T\ ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?
    | \b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:\ [AP]M)?
    | \b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b                        # IPv4 with a port
    | (?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])   # IPv6
    | \b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b        # UUID
    | (?<![\w/])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+                       # mail address
    | (?<![\w<*>])(?:[A-Za-z]:)?(?:\.{0,2}[/\\])[\w.@+\-]+(?:[/\\][\w.@+\-]*)*  # path
    | \b[\w\-]*\d[\w\-]*(?:\.\w*\d\w*)*\b                             # any word with a digit
    """
)
_SEVERAL = pattern(r"<\*>(?:[\s,;:=|/.\-]*<\*>)+")
_BLANKS = pattern(r"\s+")


def template(text: str) -> str:
    """Return the shape of *text*: its first line, blanks collapsed, variable parts masked."""
    line = text[:_LONGEST_TEXT].strip().partition("\n")[0]
    masked = _VARIABLE.sub(MASK, line)
    return _BLANKS.sub(" ", _SEVERAL.sub(MASK, masked)).strip() or MASK


def _folded(shape: str, level: int) -> str:
    words = _WORDS_BY_LEVEL[level]
    if words is None:
        return shape
    parts = shape.split(" ")
    return shape if len(parts) <= words else " ".join([*parts[:words], MASK]).strip()


def _order(line: UnknownLine) -> tuple[int, str, int, str]:
    return (-1 if line.time_ns is None else line.time_ns, line.source, line.line, line.text)


class Shapes:
    """Counted shapes with their earliest line; mergeable, bounded, order does not matter."""

    __slots__ = ("_cache", "_shapes", "level", "lines")

    def __init__(self) -> None:
        self.lines = 0
        self.level = 0
        self._shapes: dict[str, tuple[int, UnknownLine]] = {}
        self._cache: dict[str, str] = {}

    def add(self, line: UnknownLine) -> None:
        """Count one line under its shape."""
        self.lines += 1
        self._put(self._shape(line.text), 1, line)
        self._fit()

    def absorb(self, other: Shapes) -> None:
        """Add everything that *other* counted; *other* stays as it is."""
        self.lines += other.lines
        if other.level > self.level:
            self._fold(other.level)
        for shape, (occurrences, line) in other._shapes.items():
            self._put(_folded(shape, self.level), occurrences, line)
        self._fit()

    def alter(self, change: Callable[[UnknownLine], UnknownLine]) -> None:
        """Put what *change* makes of each kept line in its place."""
        self._shapes = {shape: (n, change(line)) for shape, (n, line) in self._shapes.items()}

    def forget_texts(self) -> None:
        """Forget the texts whose shape is known: nothing more will be added for now."""
        self._cache.clear()

    def counted(self) -> list[tuple[str, int, UnknownLine]]:
        """Return ``(shape, occurrences, earliest line)``, the earliest shape first."""
        found = [(shape, count, line) for shape, (count, line) in self._shapes.items()]
        return sorted(found, key=lambda item: (_order(item[2]), item[0]))

    def state(self) -> tuple[object, ...]:
        """Return everything that makes two collections equal."""
        return (self.lines, self.level, self._shapes)

    def _shape(self, text: str) -> str:
        known = self._cache.get(text)
        if known is None:
            if len(self._cache) >= _CACHED_TEXTS:
                self._cache.clear()
            known = self._cache[text] = template(text)
        return _folded(known, self.level)

    def _put(self, shape: str, occurrences: int, line: UnknownLine) -> None:
        known = self._shapes.get(shape)
        if known is None:
            self._shapes[shape] = (occurrences, line)
        else:
            first = line if _order(line) < _order(known[1]) else known[1]
            self._shapes[shape] = (known[0] + occurrences, first)

    def _fit(self) -> None:
        while len(self._shapes) > KEPT_SHAPES and self.level < len(_WORDS_BY_LEVEL) - 1:
            self._fold(self.level + 1)

    def _fold(self, level: int) -> None:
        self.level = level
        shapes, self._shapes = self._shapes, {}
        for shape, (occurrences, line) in shapes.items():
            self._put(_folded(shape, level), occurrences, line)
