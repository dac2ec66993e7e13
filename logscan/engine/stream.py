"""Hold the part of a record stream that is in memory: cut records out, look around them.

Positions are indexes into the held bytes. The bytes before the unread part are kept as far
back as anybody may look (``LOOKBACK_BYTES``), so what is seen never depends on how the stream
was cut into chunks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from logscan.engine.counting import ByteCounter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.intake.clock import Clock
    from logscan.intake.fields import Fields
    from logscan.intake.layouts import Layout
    from logscan.intake.rewriting import Reader

LOOKBACK_BYTES = 32 * 1024
LOOKBACK_RECORDS = 100
_RECENT_RECORDS = 16  # kept as they were read: who looks above often meets one of them
_SHORT_BYTES = 40  # a prefix and nothing more
MAX_RECORD_BYTES = 64 * 1024  # of a longer record so much is read at each end
_SQUEEZE_FACTOR = 4  # from so many times the bound on, the middle of a record is let go
_FILLER = b"\t"  # stands for the middle: no separator holds it, and it is blank
_BREAK = re.compile(rb"[\s\"]")


class Span(NamedTuple):
    """Where one raw record stands in the held bytes; *high* is its separator or the end."""

    low: int
    high: int


class RecordStream:
    """The held bytes of one stream of separated records."""

    def __init__(self, layout: Layout, read: Reader, clock: Clock, base: int = 0) -> None:
        self.held = b""
        self.base = base  # the offset in the stream of held[0]
        self.unread = 0  # the first position that was not scanned yet
        self.cut_bytes = MAX_RECORD_BYTES
        self._separator = layout.separator
        self.separator_bytes = len(layout.separator)
        self._lead = layout.lead
        self._plain = layout.separator == b"\n" and not layout.lead
        self._read, self._clock = read, clock
        self._recent: dict[tuple[int, int], Fields] = {}  # by offset and length
        self._count = ByteCounter().count
        self._lines = 1  # the line number at _counted
        self._counted = 0
        self._ends = self._ends_counted = 0  # the same for separators that are no line ends
        self._hole = 0  # where the middle of the last record was let go
        self.hole_bytes = self._hole_lines = 0

    def read_with(self, read: Reader) -> None:
        """Read the following records in another way."""
        self._read = read
        self._recent.clear()

    # ------------------------------------------------------------ growing and shrinking

    def append(self, data: bytes) -> None:
        """Take the next bytes."""
        self.held += data

    def complete(self) -> int:
        """Return the position behind the last separator that is not scanned yet, or 0."""
        found = self.held.rfind(self._separator, self.unread)
        return found + len(self._separator) if found != -1 else 0

    def forget(self, position: int) -> int:
        """Mark everything before *position* as scanned; return how far positions moved."""
        self._count_to(position)
        shift = max(0, position - LOOKBACK_BYTES)
        if self.hole_bytes and position > self._hole:
            shift = max(shift, self._hole + 1)
            self.base += self.hole_bytes
            self._lines += self._hole_lines
            self.hole_bytes = self._hole_lines = 0
        self.held = self.held[shift:]
        self.base += shift
        self.unread = position - shift
        self._counted -= shift
        self._ends_counted -= shift
        return shift

    def squeeze(self) -> None:
        """Let go the middle of a record that has no end yet, if it is far longer than the bound.

        Nobody can tell: what may be read of it stays, and looking back never reaches so far.
        """
        low, high = self.unread + self.cut_bytes, len(self.held)
        if high - self.unread <= _SQUEEZE_FACTOR * (self.cut_bytes + self.separator_bytes):
            return
        high -= self.cut_bytes + self.separator_bytes
        self._count_to(self.unread)
        self._hole = low
        self._hole_lines += self._count(self.held, b"\n", low, high)
        self.hole_bytes += high - low - len(_FILLER)
        self.held = self.held[:low] + _FILLER + self.held[high:]

    def begin_counting(self) -> None:
        """Count lines and records from the unread part on: its first line is line 1."""
        self._lines, self._counted = 1, self.unread
        self._ends, self._ends_counted = 0, self.unread

    def leave_out(self) -> int:
        """Drop the unread part; return how many bytes it had."""
        dropped = len(self.held) - self.unread
        self.held = self.held[: self.unread]
        return dropped

    # ------------------------------------------------------------ places

    def offset(self, span: Span) -> int:
        """Return the byte offset in the stream of a record's first byte."""
        return self.base + self._first_byte(span)

    def line(self, span: Span) -> int:
        """Return the line number of a record's first line; ask in ascending order."""
        return self._count_to(self._first_byte(span))

    def next_line(self) -> int:
        """Return the line number of the first unread byte."""
        return self._count_to(self.unread)

    def line_ends(self) -> int:
        """Return how many line ends the stream had up to now."""
        return self._count_to(len(self.held)) - 1

    def ends_before(self, position: int) -> int:
        """Return how many records ended before *position*; ask in ascending order."""
        if self._separator == b"\n":
            return self._count_to(position) - 1
        self._ends += self._count(self.held, self._separator, self._ends_counted, position)
        self._ends_counted = position
        return self._ends

    def _first_byte(self, span: Span) -> int:
        """Skip the blanks that stand between a separator and the record it announces."""
        if self._plain:
            return span.low
        low = span.low if self.base + span.low == 0 else max(span.low - self._lead, 0)
        if self._separator == b"\n" or self._lead:
            return low
        head = self.held[low : span.high]
        return low + len(head) - len(head.lstrip())

    def _count_to(self, position: int) -> int:
        if position >= self._counted:
            self._lines += self._count(self.held, b"\n", self._counted, position)
        else:
            self._lines -= self._count(self.held, b"\n", position, self._counted)
        self._counted = position
        return self._lines + (self._hole_lines if position > self._hole else 0)

    # ------------------------------------------------------------ records

    def around(self, place: int, start: int, stop: int) -> Span:
        """Return the record that *place* stands in, within ``held[start:stop]``."""
        before = self.held.rfind(self._separator, start, place)
        low = start if before == -1 else before + len(self._separator)
        high = self.held.find(self._separator, place, stop)
        return Span(low, stop if high == -1 else high)

    def _both_ends(self, span: Span) -> bytes:
        """Return the first and the last bytes of a long record, as two lines.

        The second line begins behind a blank or a quotation mark: half a secret would not be
        known as one.
        """
        low, high = span
        middle = low + self.cut_bytes
        tail = self.held[max(middle, high - self.cut_bytes) : high]
        found = _BREAK.search(tail)
        return self.held[low:middle] + (b"\n" + tail[found.end() :] if found else b"")

    def fields(self, span: Span) -> Fields:
        """Return the record as its layout reads it; one that was read of late is remembered."""
        low, high = span
        place = (self.base + low, high - low)
        known = self._recent.get(place)
        if known is not None:
            return known
        raw = self.held[low:high] if high - low <= self.cut_bytes else self._both_ends(span)
        if len(self._recent) >= _RECENT_RECORDS:
            self._recent.clear()
        known = self._recent[place] = self._read(raw.decode("utf-8", "replace"), self._clock)
        return known

    def before(self, span: Span) -> Iterator[Span]:
        """Yield the records above *span*, nearest first, as far as one may look back."""
        size = len(self._separator)
        bound = max(0, span.low - LOOKBACK_BYTES)
        high = span.low - size
        for _ in range(LOOKBACK_RECORDS):
            if high < bound:
                return
            found = self.held.rfind(self._separator, bound, high)
            if found == -1 and (bound or self.base):
                return  # its start is out of sight
            low = 0 if found == -1 else found + size
            yield Span(low, high)
            high = low - size

    def oversize(self, start: int, stop: int) -> int:
        """Return how many records of ``held[start:stop]`` are longer than the bound.

        Both ends are record borders. Most bytes are never looked at: each look goes back from
        as far as a record may reach.
        """
        count = 0
        while stop - start > self.cut_bytes:
            last = self.held.rfind(self._separator, start, start + self.cut_bytes + 1)
            if last == -1:
                count += 1
                last = self.held.find(self._separator, start + self.cut_bytes, stop)
            if last == -1:
                break
            start = last + self.separator_bytes
        return count

    def start_from(self, offset: int) -> int:
        """Return the position of the first unread record from *offset* on, or -1."""
        low = offset - self.base
        if low <= self.unread:
            return self.unread
        size = self.separator_bytes
        found = self.held.find(self._separator, max(self.unread, low - size))
        return -1 if found == -1 else found + size

    def end_of_record(self, start: int) -> int:
        """Return the position behind the next separator."""
        return self.held.find(self._separator, start) + self.separator_bytes

    def tail(self) -> Iterator[Span]:
        """Yield the last records that were read, newest first; half a record tells no time."""
        end = self.unread
        last = self.around(max(end - 1, 0), 0, end)
        yield last
        yield from self.before(last)

    def holds_frames(self, span: Span) -> bool:
        """Say cheaply whether a record may be a frame or a link of a traceback.

        A line that is not indented continues nothing else. Blank messages are looked past.
        """
        return _may_be_frame(self.held[span.low : span.high])

    def follows_frames(self, span: Span) -> bool:
        """Say the same of the record above *span*; False where none can be seen."""
        size = self.separator_bytes
        bound = max(0, span.low - LOOKBACK_BYTES)
        high = span.low - size
        if high < bound:
            return False
        found = self.held.rfind(self._separator, bound, high)
        if found == -1 and (bound or self.base):
            return False
        return _may_be_frame(self.held[0 if found == -1 else found + size : high])

    def between(self, start: int, stop: int) -> Iterator[Span]:
        """Yield the records in ``held[start:stop]``; the last may lack its separator."""
        while start < stop:
            high = self.held.find(self._separator, start, stop)
            high = stop if high == -1 else high
            yield Span(start, high)
            start = high + len(self._separator)


def _may_be_frame(raw: bytes) -> bool:
    if len(raw) < _SHORT_BYTES or b'""' in raw:
        return True
    return b"    " in raw or b"  File" in raw or b"\t" in raw or b"exception" in raw
