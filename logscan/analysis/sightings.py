"""A sighting is a few occurrences of one signature, laid on an axis that orders everything.

Dated sightings share one axis in nanoseconds. A source without any time gets an axis of its
own, where a line counts as a tenth of a second; an undated line between dated ones stands
right after the dated line before it. So every rule about order and nearness works on both.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from typing import TYPE_CHECKING

from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.analysis.timeline import Timeline
    from logscan.analysis.tracks import Cell
    from logscan.model import Event, Signature, SourceInfo

SECOND = 1_000_000_000
MINUTE = 60 * SECOND

LINE = SECOND // 10
"""What one line counts on the axis of a source without times."""

_AFTER = 1_000
"""How far behind its dated predecessor an undated line stands, per line."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Scope:
    """One service as far as the log tells them apart, on one axis; made once for each.

    It is the key of nearly everything here, so being the same one is what compares two.
    """

    service: str | None
    source: str | None  # None when the axis is the common clock and the service is known
    dated: bool


@dataclass(eq=False, slots=True, kw_only=True)
class Sighting:
    """Occurrences of one signature close together; *start* and *end* are axis positions."""

    signature: Signature
    first: Event
    last: Event
    start: int
    end: int
    occurrences: int
    scope: Scope
    instance: str | None = field(init=False)  # that wrote it, where the log says so
    place: tuple[int, int, str] = field(init=False)  # the sort key

    def __post_init__(self) -> None:
        """Derive what is asked for again and again."""
        self.instance = self.first.instance
        self.place = (self.start, self.first.order, self.signature.id)


class Axis:
    """Positions for events, dated or not."""

    __slots__ = ("_anchors", "_ranks")

    def __init__(self, events: Iterable[Event], sources: Sequence[SourceInfo]) -> None:
        anchors: dict[str, list[tuple[int, int]]] = {}
        for event in events:
            if event.time_ns is not None:
                anchors.setdefault(event.source, []).append((event.order, event.time_ns))
        self._anchors = {source: sorted(found) for source, found in anchors.items()}
        for info in sources:
            if info.first_ns is not None and info.name not in self._anchors:
                self._anchors[info.name] = [(0, info.first_ns)]
        self._ranks = {info.name: rank for rank, info in enumerate(sources)}

    def dated(self, source: str) -> bool:
        """Return whether *source* stands on the common clock."""
        return source in self._anchors

    def position(self, event: Event) -> int:
        """Return where *event* stands on the axis of its source."""
        if event.time_ns is not None:
            return event.time_ns
        anchors = self._anchors.get(event.source)
        if anchors is None:
            return event.order * LINE
        index = bisect_right(anchors, (event.order, 1 << 63)) - 1
        if index < 0:
            return anchors[0][1] - (anchors[0][0] - event.order) * _AFTER
        return anchors[index][1] + (event.order - anchors[index][0]) * _AFTER


def chains(sources: Sequence[SourceInfo]) -> dict[str, str]:
    """Return for each source the first one of its chain: files that follow one another.

    Rotated files of one service do not overlap in time; files of two services do.
    """
    heads: dict[str, str] = {}
    dated = [info for info in sources if info.first_ns is not None and info.last_ns is not None]
    dated.sort(key=lambda info: (info.first_ns or 0, info.last_ns or 0, info.name))
    head, reached = "", 0
    for info in dated:
        first_ns, last_ns = info.first_ns or 0, info.last_ns or 0
        if not head or first_ns < reached:
            head = info.name
        heads[info.name] = head
        reached = max(reached, last_ns)
    return heads


def sightings(
    timeline: Timeline, signatures: Mapping[str, Signature], sources: Sequence[SourceInfo]
) -> list[Sighting]:
    """Return all sightings in order; events of ids that are not in *signatures* are left out.

    A lifecycle mark is one sighting per event, everything else one per cell.
    """
    marks = [event for event in timeline.marks() if event.signature_id in signatures]
    single = {event.signature_id for event in marks}
    spread = [
        (signatures[key[0]], cell)
        for key, track in timeline.tracks()
        if key[0] in signatures and key[0] not in single
        for cell in track.ordered()
    ]
    axis = Axis(_ends(marks, spread), sources)
    places = _Places(axis, chains(sources))
    found = [_sighting(signatures[event.signature_id], event, event, 1, places) for event in marks]
    for signature, cell in spread:
        found.append(_sighting(signature, cell.first, cell.last, cell.occurrences, places))
    return sorted(found, key=lambda sighting: sighting.place)


def _ends(marks: Iterable[Event], spread: Iterable[tuple[Signature, Cell]]) -> Iterable[Event]:
    yield from marks
    for _, cell in spread:
        yield cell.first
        yield cell.last


class _Places:
    """Give each event its scope and position."""

    def __init__(self, axis: Axis, heads: Mapping[str, str]) -> None:
        self.axis = axis
        self._heads = heads
        self._scopes: dict[tuple[str | None, str], Scope] = {}
        self._made: dict[tuple[str | None, str | None, bool], Scope] = {}

    def scope(self, event: Event) -> Scope:
        known = self._scopes.get((event.service, event.source))
        if known is None:
            dated = self.axis.dated(event.source)
            source: str | None = self._heads.get(event.source, event.source)
            if dated and event.service is not None:
                source = None
            fields = (event.service, source, dated)
            known = self._made.get(fields) or Scope(
                service=event.service, source=source, dated=dated
            )
            self._made[fields] = self._scopes[event.service, event.source] = known
        return known


def _sighting(
    signature: Signature, first: Event, last: Event, occurrences: int, places: _Places
) -> Sighting:
    start, end = places.axis.position(first), places.axis.position(last)
    return Sighting(
        signature=signature,
        first=first,
        last=last,
        start=start,
        end=max(start, end),
        occurrences=occurrences,
        scope=places.scope(first),
    )
