"""Parse one part of a stream: whole segments, found as reading the whole stream would find them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.engine import segments
from logscan.engine.parser import UTF8_MARK, Parser
from logscan.engine.stream import LOOKBACK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.engine.opening import Opening
    from logscan.engine.options import ParserOptions
    from logscan.engine.parser import Plan
    from logscan.engine.stream import RecordStream
    from logscan.intake.clock import Clock
    from logscan.model import Event, SourceInfo


def first_byte(start: int) -> int:
    """Return the offset from which on a part that begins at *start* must be read."""
    return max(0, start - LOOKBACK_BYTES)


class PartParser(Parser):
    """The segments of the borders from *start* up to *stop*; lines are counted from 1.

    Feed it the bytes from ``first_byte(start)`` on until it is ``done``, or close it at the
    stream's end. Both borders are multiples of the segments' size; None is the stream's end.
    """

    def __init__(
        self,
        source: str,
        plan: Plan,
        clock: Clock,
        options: ParserOptions,
        *,
        opening: Opening,
        start: int,
        stop: int | None,
    ) -> None:
        super().__init__(source, plan, clock, options)
        self.done = False
        self._opening, self._start, self._stop = opening, start, stop
        self._asleep = start > 0  # before the first segment's start
        if self._asleep:
            self._border = start
            self._bom_bytes = first_byte(start)  # where the held bytes begin
            self._choose(opening.detection())

    def feeding(self, data: bytes) -> Iterator[list[Event]]:
        """Take the next bytes and yield the events they complete."""
        if self.done:
            return
        if self._asleep and self._stream is not None and self._stream.base == 0:
            data = self._behind_mark(self._stream, data)
        yield from super().feeding(data)
        self.done = self.done or self._is_empty()

    def closing(self) -> Iterator[list[Event]]:
        """Yield the events of what is left, if the part reaches to the stream's end."""
        yield self.settle()
        if not (self.done or self._asleep):
            yield from super().closing()

    def info(self) -> SourceInfo:
        """Return what the part held: its records before any of them counts as repeated."""
        info = replace(super().info(), records=self._records)
        if self._asleep:
            return replace(info, lines=0, bytes=0)
        return replace(info, lines=self._line_ends()) if self.done else info

    @property
    def is_final(self) -> bool:
        """Say whether the part holds the end of the stream; true once it was closed."""
        return not (self.done or self._asleep)

    @staticmethod
    def _behind_mark(stream: RecordStream, data: bytes) -> bytes:
        """Return the first bytes without the mark of UTF-8, as the whole stream is read."""
        if stream.held or not data.startswith(UTF8_MARK):
            return data
        stream.base = len(UTF8_MARK)
        return data[len(UTF8_MARK) :]

    def _is_empty(self) -> bool:
        """Say whether no segment of the part has started where all of them would have."""
        stream = self._stream
        if not self._asleep or self._stop is None or stream is None:
            return False
        if stream.start_from(self._start) != -1:  # a record that has no end yet may start it
            return False
        read = stream.base + len(stream.held) + stream.hole_bytes
        return read >= self._stop + segments.WINDOW_BYTES

    def _scan_to(self, cut: int) -> list[Event]:
        if self._asleep and self._stream is not None:
            self._stream.forget(cut)
            return []
        return super()._scan_to(cut)

    def _begin_segment(self, stream: RecordStream) -> list[Event]:
        if self._border == self._stop:
            return self._end(stream)
        if self._asleep:
            self._asleep = False
            self._bytes = len(stream.held) - stream.unread
            stream.begin_counting()
            self._times.resume(stream.base + stream.unread, head_dated=self._opening.dated)
        return super()._begin_segment(stream)

    def _end(self, stream: RecordStream) -> list[Event]:
        """End where the next part begins."""
        self.done = True
        events = self._released()
        self._excerpts.close()
        self._bytes -= stream.leave_out()
        self.counters["confirm_timeouts"] = self._plan.confirmer.timeouts - self._timeouts_before
        return events
