"""Know records that Render's API returned twice, by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.engine.stream import LOOKBACK_BYTES

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from logscan.engine.stream import RecordStream, Span
    from logscan.intake.fields import Fields
    from logscan.intake.layouts import IdMatch, Layout

_IDS_KEPT = 50_000
_BEFORE = -1  # stands for a place before the block


class RecordIds:
    """The record ids of a segment; *counters* tell of repetitions.

    Hardly any id comes twice: only then anybody asks where it stood first.
    """

    def __init__(self, layout: Layout, counters: Counter[str]) -> None:
        self.read_with(layout)
        self._counters = counters
        self._seen: set[bytes] = set()
        self._first: dict[str, int] = {}  # of the ids that came twice

    def read_with(self, layout: Layout) -> None:
        """Look for ids where *layout* has them from now on."""
        self._pattern, self._lead = layout.id_pattern, layout.lead

    def remember(self, stream: RecordStream, start: int, stop: int) -> None:
        """Note the ids of the records in ``held[start:stop]``."""
        if self._pattern is None:
            return
        low = max(0, start - self._lead)
        found = self._pattern.findall(stream.held, low, stop)
        ids = set(found)
        room = _IDS_KEPT - len(self._seen)
        if len(ids) < len(found) or len(ids) > room or not self._seen.isdisjoint(ids):
            matches = self._pattern.finditer(stream.held, low, stop)
            ids = self._told_apart(matches, stream.base, room)
        self._seen |= ids

    def begin_segment(self, stream: RecordStream) -> None:
        """Forget all ids but those that looking back can still see."""
        if self._pattern is None:
            return
        self._counters["ids_not_kept"] += 1
        low = max(0, stream.unread - LOOKBACK_BYTES)
        self._seen = set(self._pattern.findall(stream.held, low, stream.unread))
        self._first.clear()

    def is_repeated(self, stream: RecordStream, span: Span, fields: Fields) -> bool:
        """Say whether the record has the id of one further up."""
        first = None if fields.id is None else self._first.get(fields.id)
        if first is None:
            return False
        low = stream.base + span.low
        return not low - 8 <= first < low + (span.high - span.low)

    def _told_apart(self, found: Iterator[IdMatch], base: int, room: int) -> set[bytes]:
        """Return the new ones of the ids of a block, at most *room*; note those that came twice."""
        places: dict[bytes, int] = {}
        for match in found:
            record_id = match[1]
            if len(places) >= room:
                self._counters["ids_not_kept"] += 1
                break
            is_known = record_id in self._seen
            if is_known or record_id in places:
                self._counters["duplicate_records"] += 1
                first = _BEFORE if is_known else places[record_id]
                self._first.setdefault(record_id.decode("utf-8", "replace"), first)
            else:
                places[record_id] = base + match.start()
        return set(places)
