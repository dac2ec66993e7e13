"""Say where a stream is cut into segments that can be told apart from one another.

What was told of late, the ids of records and the like are forgotten at the start of a segment,
also on one core. So a segment's events depend on its own bytes and on the few that looking back
may reach, and whoever reads it alone finds what reading the whole stream would have found.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from logscan.engine.stream import Span

if TYPE_CHECKING:
    from logscan.engine.stream import RecordStream

SEGMENT_BYTES = 16 * 1024 * 1024
WINDOW_BYTES = 32 * 1024  # so far behind its border a segment waits for a record to start with
_JUDGED_BYTES = 1000  # of a record: enough to see whether it continues another
_LINES = 1 << 32  # more than a segment can have


def start_of_segment(stream: RecordStream, border: int, cut: int) -> int:
    """Return where in ``held[unread:cut]`` the segment of *border* (an offset) starts, or -1.

    It starts with a record that continues nothing, or with the first one behind the window: an
    error printed over many lines stays in one piece.
    """
    start = stream.start_from(border)
    while start != -1 and start < cut:
        if stream.base + start >= border + WINDOW_BYTES:
            return start
        span = Span(start, start + _JUDGED_BYTES)
        end = stream.end_of_record(start)
        own = Span(start, min(span.high, end - stream.separator_bytes))
        if not stream.holds_frames(own) and not stream.follows_frames(own):
            return start
        start = end
    return -1


class Places:
    """Where lines stand, told by segments: the same whether or not the lines before are known."""

    def __init__(self, number: int = 0) -> None:
        self._lines = [1]  # the first line of each segment
        self._numbers = [number]

    def begin(self, line: int, number: int) -> None:
        """Begin the segment *number* at *line*."""
        self._lines.append(line)
        self._numbers.append(number)

    def place(self, line: int) -> int:
        """Return the place of *line*; in the first segment it is the line itself."""
        index = max(bisect_right(self._lines, line) - 1, 0)
        return self._numbers[index] * _LINES + line - self._lines[index] + 1
