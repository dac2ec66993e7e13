r"""Find the few lines of a block that may hold a secret, without looking at each line.

What a line is known to be harmless by (no hint of a rule, nothing invisible, no escape) can be
asked of many lines at once, which costs a third of asking line by line. The escapes that every
JSON text has (``\"``) are undone first, so that they alone make no line suspect. A line that is
suspected in vain costs time and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.patterns import lazy
from logscan.redaction.pairs import name_lines
from logscan.redaction.screen import line_starts, lower, searcher
from logscan.redaction.views import odd_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from logscan.redaction.screen import Screen

_OTHER = lazy(r"[\x80-\xff]")
# All that the encoder of Render's command line tool writes in most messages.
_COMMON_ESCAPES = (('\\"', '"'), ("\\u003e", ">"), ("\\u003c", "<"), ("\\u0026", "&"))


def suspects(block: bytes, screen: Screen) -> Iterator[int]:
    """Yield where the lines of *block*, which is UTF-8, begin that must be looked at."""
    if block.isascii():
        return _starts(block, sorted(_found(block.decode("ascii"), screen)))
    # One character outside of ASCII makes the search for all others slow: such lines go apart.
    bytewise = block.decode("latin-1")
    apart = list(line_starts(bytewise, searcher(_OTHER)))
    numbers = list(_numbers(bytewise, apart))
    ends = [block.index(b"\n", start) for start in apart]
    rest = b"".join(
        block[start:end] for start, end in zip([0, *ends], [*apart, len(block)], strict=True)
    )
    others = b"".join(block[start : end + 1] for start, end in zip(apart, ends, strict=True))
    found = _found(rest.decode("ascii"), screen)
    found.update(
        numbers[number] for number in _found(others.decode("utf-8", "surrogateescape"), screen)
    )
    return _starts(block, sorted(found))


def _found(text: str, screen: Screen) -> set[int]:
    """Return the numbers of the lines of *text* that must be looked at."""
    plain = text
    if "\\" in text:
        for escape, char in _COMMON_ESCAPES:
            plain = plain.replace(escape, char)
    lowered = lower(plain)
    starts = {*screen.lines(lowered), *name_lines(lowered), *odd_lines(plain)}
    found = set(_numbers(plain, starts))
    if len(plain) != len(text):
        found.update(_escaped_lines(text, screen))
    return found


def _escaped_lines(text: str, screen: Screen) -> Iterator[int]:
    """Yield the numbers of lines with an escape that call for a rule as they stand."""
    lines = list(line_starts(text, lambda block, start: block.find("\\", start)))
    joined = "".join(text[start : text.index("\n", start) + 1] for start in lines)
    numbers = list(_numbers(text, lines))
    for number in _numbers(joined, set(screen.lines(lower(joined)))):
        yield numbers[number]


def _numbers(text: str, starts: Iterable[int]) -> Iterator[int]:
    """Yield the number, from 0, of each line of *text* that begins at one of *starts*."""
    number = done = 0
    for start in sorted(starts):
        number += text.count("\n", done, start)
        done = start
        yield number


def _starts(block: bytes, numbers: Iterable[int]) -> Iterator[int]:
    """Yield where the lines of *block* with the given *numbers*, in order, begin."""
    number = start = 0
    for wanted in numbers:
        while number < wanted:
            start = block.index(b"\n", start) + 1
            number += 1
        yield start
