"""Find the earliest and the latest time of a source without reading every record.

The first part of a source is read whole; after that one record in every ``STEP_BYTES``, every
record that holds an anchor, and the tail. All of it is fixed by the bytes, not by the chunks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logscan.engine.stream import RecordStream

WHOLE_BYTES = 128 * 1024
STEP_BYTES = 1024 * 1024


class TimeRange:
    """The earliest and latest time that was seen; ``dated`` once there was any."""

    def __init__(self) -> None:
        self.first_ns: int | None = None
        self.last_ns: int | None = None
        self._next = WHOLE_BYTES

    @property
    def dated(self) -> bool:
        """Say whether any record had a time."""
        return self.first_ns is not None

    def note(self, time_ns: int | None) -> None:
        """Take one time."""
        if time_ns is None:
            return
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
        while self._next < stream.base + stop + stream.hole_bytes:
            place = min(max(start, self._next - stream.base), stop - 1)
            span = stream.around(place, start, stop)
            self.note(stream.fields(span).time_ns)
            self._next += STEP_BYTES

    def note_tail(self, stream: RecordStream) -> None:
        """Take the times of the last records that are still held."""
        for span in stream.tail():
            self.note(stream.fields(span).time_ns)
