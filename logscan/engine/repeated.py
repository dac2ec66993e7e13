"""Know records that Render's API returned twice, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.engine.stream import LOOKBACK_BYTES

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from logscan.engine.stream import RecordStream, Span
    from logscan.intake.fields import Fields
    from logscan.intake.layouts import Layout

_IDS_KEPT = 50_000


class RecordIds:
    """Where each record id of a segment was first seen; *counters* tell of repetitions."""

    def __init__(self, layout: Layout, counters: Counter[str]) -> None:
        self.read_with(layout)
        self._counters = counters
        self._first: dict[str, int] = {}

    def read_with(self, layout: Layout) -> None:
        """Look for ids where *layout* has them from now on."""
        self._pattern, self._lead = layout.id_pattern, layout.lead

    def remember(self, stream: RecordStream, start: int, stop: int) -> None:
        """Note the ids of the records in ``held[start:stop]``."""
        for record_id, place in self._ids(stream, max(0, start - self._lead), stop):
            if len(self._first) >= _IDS_KEPT:
                self._counters["ids_not_kept"] += 1
                return
            if self._first.setdefault(record_id, place) != place:
                self._counters["duplicate_records"] += 1

    def begin_segment(self, stream: RecordStream) -> None:
        """Forget all ids but those that looking back can still see."""
        if self._pattern is None:
            return
        self._counters["ids_not_kept"] += 1
        self._first.clear()
        for record_id, place in self._ids(
            stream, max(0, stream.unread - LOOKBACK_BYTES), stream.unread
        ):
            self._first.setdefault(record_id, place)

    def is_repeated(self, stream: RecordStream, span: Span, fields: Fields) -> bool:
        """Say whether the record has the id of one further up."""
        first = None if fields.id is None else self._first.get(fields.id)
        if first is None:
            return False
        low = stream.base + span.low
        return not low - 8 <= first < low + (span.high - span.low)

    def _ids(self, stream: RecordStream, low: int, high: int) -> Iterator[tuple[str, int]]:
        """Yield the ids in ``held[low:high]``, each with its place in the stream."""
        for match in self._pattern.finditer(stream.held, low, high) if self._pattern else ():
            yield match[1].decode("utf-8", "replace"), stream.base + match.start()
