"""Cut a whole pasted text into raw records, each with its place in the source.

These shapes cannot be cut at one separator, so the text is held as a whole (see
``rewriting`` for the bound). The shapes are those that copies of Render's dashboard have.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from logscan.patterns import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

STAMP_ALONE = lazy(rb"\s*(?:[A-Z][a-z]{2} \d{1,2} )?\d{1,2}:\d\d:\d\d(?: |\xe2\x80\xaf)[AP]M\s*$")
INLINE_STAMP = lazy(rb"(?<!\S)(?=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?:\s|$))")
_WRAPPED_STAMP = lazy(rb"\s{0,8}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?:\s|$)")


class Piece(NamedTuple):
    """One raw record: byte offset and line of its first line, and its bytes."""

    offset: int
    line: int
    raw: bytes


def by_line(data: bytes) -> Iterator[Piece]:
    """Yield every physical line."""
    offset, number = 0, 1
    while offset < len(data):
        end = data.find(b"\n", offset)
        end = len(data) if end == -1 else end
        yield Piece(offset, number, data[offset:end])
        offset, number = end + 1, number + 1


def by_stamp_line(data: bytes) -> Iterator[Piece]:
    """Yield records whose time stands on a line of its own before the message.

    Two times in a row mean that the first message was blank.
    """
    stamp: Piece | None = None
    for piece in by_line(data):
        if STAMP_ALONE.match(piece.raw):
            stamp = piece
        elif stamp is not None:
            yield Piece(stamp.offset, stamp.line, stamp.raw.strip() + b"  " + piece.raw)
            stamp = None
        else:
            yield piece


def by_inline_stamp(data: bytes) -> Iterator[Piece]:
    """Yield records of a text whose line ends became blanks: cut before each time."""
    for piece in by_line(data):
        cuts = [match.start() for match in INLINE_STAMP.finditer(piece.raw)]
        edges = [0, *(cut for cut in cuts if cut), len(piece.raw)]
        for start, end in pairwise(edges):
            yield Piece(piece.offset + start, piece.line, piece.raw[start:end].rstrip())


def by_wrapped_line(data: bytes) -> Iterator[Piece]:
    """Yield records of a text that a terminal wrapped: join what does not start with a time.

    A full line is joined as it is (the wrap may have cut a word), a short one ended there.
    """
    width = max((len(p.raw.rstrip(b"\r")) for p in by_line(data)), default=0)
    indents = (len(p.raw) - len(p.raw.lstrip(b" ")) for p in by_line(data) if p.raw.strip())
    indent = min(indents, default=0)
    held: Piece | None = None
    for piece in by_line(data):
        raw = piece.raw.rstrip(b"\r")
        if held is None or _WRAPPED_STAMP.match(raw) or not raw.strip():
            if held is not None:
                yield Piece(held.offset, held.line, held.raw.rstrip())
            held = Piece(piece.offset + indent, piece.line, raw[indent:])
        else:
            glue = held.raw.ljust(width - indent) if len(held.raw) < width - indent else held.raw
            held = Piece(held.offset, held.line, glue + raw[indent:])
            width_now = len(raw[indent:])
            if width_now < width - indent:
                yield Piece(held.offset, held.line, held.raw.rstrip())
                held = None
    if held is not None:
        yield Piece(held.offset, held.line, held.raw.rstrip())
