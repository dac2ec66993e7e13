"""One line of styled text: the one place where strings become output for a terminal."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from logscan.report.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Part = str | tuple[str, str]  # a piece of a line, with or without its style

_WORD = re.compile(r"\s*\S+\s*")
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Line(NamedTuple):
    """Pieces of text, each with its style: words of ``_CODES``, or nothing."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join([text for text, _ in self.pieces])

    @property
    def width(self) -> int:
        """The room that the line takes in the terminal, in cells."""
        return cells(self.plain)

    def then(self, other: Line) -> Line:
        """Return this line with another one after it."""
        return Line(self.pieces + other.pieces)

    def part(self, start: int, end: int) -> Line:
        """Return the line from one character to another."""
        found, place = [], 0
        for text, style in self.pieces:
            piece = text[max(start - place, 0) : max(end - place, 0)]
            place += len(text)
            if piece:
                found.append((piece, style))
        return Line(tuple(found))

    def stripped(self) -> Line:
        """Return the line without blanks at its end."""
        return self.part(0, len(self.plain.rstrip()))

    def wrapped(self, room: int) -> list[Line]:
        """Return the line cut into lines of at most *room* cells, between words where it can be."""
        if self.width <= room:
            return [self]
        places = [0, *_cuts(self.plain, room), len(self.plain)]
        return [self.part(start, end) for start, end in pairwise(places)]

    def written(self, *, color: bool) -> str:
        """Return the text, with the codes that colour it or without."""
        if not color:  # a pipe: the words are enough
            return self.plain
        return "".join([_colored(text, style) for text, style in self.pieces])


def line_of(parts: Iterable[Part]) -> Line:
    """Return one line of *parts*; what could steer a terminal has become harmless."""
    pairs = ((part, "") if isinstance(part, str) else part for part in parts)
    return Line(tuple([(one_line(text), style) for text, style in pairs]))


def cells(text: str) -> int:
    """Return the width of *text* in terminal cells."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - its tables are large

    return cell_len(text)


def _colored(text: str, style: str) -> str:
    if not (text and style):
        return text
    return f"\x1b[{';'.join([_CODES[word] for word in style.split()])}m{text}\x1b[0m"


def _cuts(text: str, room: int) -> Iterator[int]:
    """Yield the places where further lines of at most *room* cells begin; blanks stay behind."""
    used = 0
    for match in _WORD.finditer(text):
        word, place = match[0], match.start()
        if used + cells(word.rstrip()) > room and used:
            yield place
            used = 0
        if cells(word.rstrip()) <= room:
            used += cells(word)
            continue
        first, *others = _chopped(word, room)
        for piece in others:  # a word longer than a line goes on in the next one
            place += len(first)
            yield place
            first = piece
        used = cells(first)


def _chopped(word: str, room: int) -> list[str]:
    from rich.cells import chop_cells  # noqa: PLC0415 - as above

    return chop_cells(word, room)
