"""Find the earliest and the latest time of a source without reading every record.

The first part of a source is read whole; after that one record in every ``STEP_BYTES``, every
record that holds an anchor, and the tail. All of it is fixed by the bytes, not by the chunks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logscan.engine.stream import RecordStream, Span

WHOLE_BYTES = 128 * 1024
STEP_BYTES = 1024 * 1024


class TimeRange:
    """The earliest and latest time that was seen.

    ``dated`` once there was any, in the stream's first part or in the present segment.
    """

    def __init__(self) -> None:
        self.first_ns: int | None = None
        self.last_ns: int | None = None
        self.dated = self.head_dated = False
        self._next = WHOLE_BYTES

    def resume(self, offset: int, *, head_dated: bool) -> None:
        """Begin at *offset*, with what is known of the stream's first part."""
        self._next += -(-max(0, offset - WHOLE_BYTES) // STEP_BYTES) * STEP_BYTES
        self.dated = self.head_dated = head_dated

    def begin_segment(self) -> None:
        """Forget what only the segment before has told."""
        self.dated = self.head_dated

    def note(self, time_ns: int | None) -> None:
        """Take one time."""
        if time_ns is None:
            return
        self.dated = True
        if self.first_ns is None or time_ns < self.first_ns:
            self.first_ns = time_ns
        if self.last_ns is None or time_ns > self.last_ns:
            self.last_ns = time_ns

    def note_block(self, stream: RecordStream, start: int, stop: int) -> None:
        """Take the times of the records of ``held[start:stop]`` that are due."""
        whole = min(stop, WHOLE_BYTES - stream.base)
        for span in stream.between(start, stop) if start < whole else ():
            if span.low >= whole:
                break
            self.note(stream.fields(span).time_ns)
            self.head_dated = self.dated
        seen: Span | None = None
        while self._next < stream.base + stop + stream.hole_bytes:
            place = min(max(start, self._next - stream.base), stop - 1)
            span = stream.around(place, start, stop)
            if span != seen:  # one record may be gigabytes long
                self.note(stream.fields(span).time_ns)
            seen = span
            self._next += STEP_BYTES

    def note_tail(self, stream: RecordStream) -> None:
        """Take the times of the last records that are still held."""
        for span in stream.tail():
            self.note(stream.fields(span).time_ns)
