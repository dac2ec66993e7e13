"""Turn input that cannot be cut at one separator into the canonical layout.

The canonical layout is one JSON array a line: where the record stood, its fields, its
message. Anchors are plain in it, so the engine scans it like any other stream.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from logscan.intake.clock import Clock
from logscan.intake.fields import Fields
from logscan.intake.splitting import Piece
from logscan.intake.text import clean, decode
from logscan.patterns import pattern

Reader = Callable[[str, Clock], Fields]
Splitter = Callable[[bytes], Iterable[Piece]]

MAX_WHOLE_BYTES = 8 * 1024 * 1024  # of a text that must be held as a whole
PORTION_BYTES = 256 * 1024  # handed over at a time, so that nobody holds all of it once more
_UNDATED = -(2**63)
_BREAK = pattern(r'[\s"]')
MAX_MESSAGE_CHARS = 12 * 1024  # at most four bytes each, twice that when escaped


class Rewriter(Protocol):
    """Anything that turns source bytes into canonical bytes."""

    counters: dict[str, int]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next source bytes; yield the canonical records they complete, in portions."""
        ...

    def close(self) -> Iterator[bytes]:
        """Yield the canonical records of what is left, in portions."""
        ...


def canonical_fields(text: str, _clock: Clock) -> Fields:
    """Read one canonical record."""
    try:
        return Fields(*json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return Fields(None, clean(text))


def canonical(fields: Fields) -> str:
    """Return one canonical record."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n"


def bounded(fields: Fields, counters: dict[str, int]) -> Fields:
    """Return the record with both ends of its message where that is too long, and count it.

    The second end begins behind a blank or a quotation mark: half a secret is not known as one.
    """
    message, half = fields.message, MAX_MESSAGE_CHARS // 2
    if len(message) <= MAX_MESSAGE_CHARS:
        return fields
    counters["records_cut"] = counters.get("records_cut", 0) + 1
    found = _BREAK.search(message, len(message) - half)
    tail = "\n" + message[found.end() :] if found else ""
    return fields._replace(message=message[:half] + tail)


class PackedRecords:
    """Canonical records held in few bytes; their times stand apart and may change."""

    def __init__(self) -> None:
        self._tails = bytearray()  # what follows the times
        self._ends = array("Q", [0])
        self._times = array("q")

    def __len__(self) -> int:
        return len(self._times)

    @property
    def size(self) -> int:
        """Return how many bytes are held, about."""
        return len(self._tails) + 16 * len(self._times)

    def add(self, fields: Fields) -> None:
        """Hold one record."""
        time_ns = fields.time_ns
        self._times.append(_UNDATED if time_ns is None else time_ns)
        self._tails += canonical(fields).partition(",")[2].encode("utf-8", "replace")
        self._ends.append(len(self._tails))

    def portions(self, *, reverse: bool, clock: Clock | None = None) -> Iterator[bytes]:
        """Yield the records in order or turned round; a *clock* gives times of day their dates."""
        count = len(self._times)
        order = range(count - 1, -1, -1) if reverse else range(count)
        placed = iter(self._placed(order, clock)) if clock else None
        held, size = list[bytes | bytearray](), 0
        for index in order:
            time_ns = self._times[index]
            if time_ns == _UNDATED:
                stamp = b"null"
            else:
                stamp = b"%d" % (next(placed) if placed else time_ns)
            held += (b"[", stamp, b",", self._tails[self._ends[index] : self._ends[index + 1]])
            size += self._ends[index + 1] - self._ends[index]
            if size >= PORTION_BYTES:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join(held)

    def _placed(self, order: range, clock: Clock) -> Iterable[int]:
        """Return the instants of the records that have a time: only all together tell them."""
        dated = (self._times[index] for index in order)
        return clock.place([time_ns for time_ns in dated if time_ns != _UNDATED])


class WholeText:
    """A text that is read as a whole: cut, dated and turned round where needed.

    At most ``MAX_WHOLE_BYTES`` are held; a longer text is taken in parts of that size, each
    counted in ``whole_text_parts``.
    """

    def __init__(
        self, split: Splitter, read: Reader, clock: Clock, *, reverse: bool, place: bool
    ) -> None:
        self.counters: dict[str, int] = {}
        self._split, self._read, self._clock = split, read, clock
        self._reverse, self._place = reverse, place
        self._held = bytearray()
        self._offset = 0
        self._line = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Hold *data*; yield records only when the bound is reached."""
        self._held += data
        if len(self._held) > MAX_WHOLE_BYTES:
            count_part(self.counters)
            yield from self._release(self._held.rfind(b"\n") + 1 or len(self._held))

    def close(self) -> Iterator[bytes]:
        """Yield every record that is held."""
        if "whole_text_parts" in self.counters and self._held:
            count_part(self.counters)
        yield from self._release(len(self._held))

    def _release(self, cut: int) -> Iterator[bytes]:
        data = bytes(self._held[:cut])
        del self._held[:cut]
        records = PackedRecords()
        for piece in self._split(data):
            records.add(self._fields(piece))
        self._offset += len(data)
        self._line += data.count(b"\n")
        del data
        clock = self._clock if self._place else None
        yield from records.portions(reverse=self._reverse, clock=clock)

    def _fields(self, piece: Piece) -> Fields:
        fields = bounded(self._read(decode(piece.raw), self._clock), self.counters)
        return fields._replace(offset=self._offset + piece.offset, line=self._line + piece.line)


def count_part(counters: dict[str, int]) -> None:
    """Count one part of a text that is too long to be held as a whole."""
    counters["whole_text_parts"] = counters.get("whole_text_parts", 0) + 1
