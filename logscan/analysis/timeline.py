"""The timeline is the mergeable state between reading and judging: all events, in few bytes.

``merge`` is associative and commutative, and a timeline is a function of the set of what was
added: neither the order of arrival nor the way the work was split shows in it. It is bounded;
where it had to become coarser, a counter says so, and no occurrence is ever lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.keep import Ends
from logscan.analysis.tracks import UNIT_LINES, UNIT_NS, Track, order
from logscan.analysis.unknown import Shapes
from logscan.model import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from logscan.model import Catalogue, Event, Excerpt, UnknownLine

CELLS = 32_768
"""How many cells all tracks together may have."""

TRACKS = 4_096
"""How many tracks are told apart before instances, services and sources are folded."""

KEPT_MARKS = 2_048
"""How many lifecycle marks are kept one by one from each end of the log."""

EARLIEST_EXCERPTS = 3
LATEST_EXCERPTS = 2

_PASSING = frozenset({Mark.NOTE, Mark.PORT_WAIT, Mark.BUILD_STEP})
"""Marks that decide nothing by themselves: their cells say enough."""

Key = tuple[str, str | None, str | None, str]
"""Signature, service, instance, source: what a track counts."""

_FOLDS = 4


def _fold(key: Key, level: int) -> Key:
    """Return *key* without its instance (1), its service too (2), its source too (3)."""
    signature_id, service, instance, source = key
    return (
        signature_id,
        service if level < 2 else None,  # noqa: PLR2004 - the levels of the docstring
        instance if level < 1 else None,
        source if level < 3 else "",  # noqa: PLR2004 - the levels of the docstring
    )


def _excerpt_order(excerpt: Excerpt) -> tuple[object, ...]:
    context = len(excerpt.before) + len(excerpt.after)
    return (*order(excerpt.event), -context, excerpt.before, excerpt.after)


class Timeline:
    """All that the analysis needs to know of the events of a run."""

    __slots__ = (
        "_dated",
        "_excerpts",
        "_kept",
        "_limit",
        "_mark_ids",
        "_undated",
        "level",
        "shapes",
    )

    def __init__(self, catalogue: Catalogue) -> None:
        self._mark_ids = frozenset(
            signature.id
            for signature in catalogue.signatures
            if signature.mark is not None and signature.mark not in _PASSING
        )
        self._dated: dict[Key, Track] = {}
        self._undated: dict[Key, Track] = {}
        self._kept: Ends[Event] = Ends(order, KEPT_MARKS, KEPT_MARKS)
        self._excerpts: dict[str, Ends[Excerpt]] = {}
        self._limit = CELLS
        self.level = 0
        self.shapes = Shapes()

    # ------------------------------------------------------------ adding

    def add(self, event: Event, place: int | None = None) -> None:
        """Take in one event; costs about a microsecond.

        *place* is where one without a time stands in its source, its line unless told.
        """
        time_ns = event.time_ns
        key = (event.signature_id, event.service, event.instance, event.source)
        if self.level:
            key = _fold(key, self.level)
        if time_ns is None:
            track = self._undated.get(key) or self._open(self._undated, key, UNIT_LINES)
            track.add(event.order if place is None else place, event)
        else:
            track = self._dated.get(key) or self._open(self._dated, key, UNIT_NS)
            track.add(time_ns, event)
        if event.signature_id in self._mark_ids:
            self._kept.add(event)

    def add_mark(self, event: Event) -> None:
        """Take in what *event* says about its attempt, without counting it again."""
        if event.signature_id in self._mark_ids:
            self._kept.add(event)

    def add_excerpt(self, excerpt: Excerpt) -> None:
        """Keep *excerpt* if it is among the earliest or the latest of its signature."""
        kept = self._excerpts.get(excerpt.event.signature_id)
        if kept is None:
            kept = self._excerpts[excerpt.event.signature_id] = self._excerpt_ends()
        kept.add(excerpt)

    def add_unknown(self, line: UnknownLine) -> None:
        """Count one error-looking line that no signature explains."""
        self.shapes.add(line)

    def merge(self, other: Timeline) -> None:
        """Take in everything that *other* holds; *other* stays as it is."""
        self._fold_to(max(self.level, other.level))
        self._mark_ids |= other._mark_ids
        for mine, theirs, unit in (
            (self._dated, other._dated, UNIT_NS),
            (self._undated, other._undated, UNIT_LINES),
        ):
            for key, track in theirs.items():
                folded = _fold(key, self.level)
                (mine.get(folded) or self._open(mine, folded, unit)).absorb(track)
        self._kept.absorb(other._kept)
        for signature_id, excerpts in other._excerpts.items():
            self._excerpts.setdefault(signature_id, self._excerpt_ends()).absorb(excerpts)
        self.shapes.absorb(other.shapes)

    def alter(
        self,
        event: Callable[[Event], Event],
        excerpt: Callable[[Excerpt], Excerpt],
        line: Callable[[UnknownLine], UnknownLine],
    ) -> None:
        """Put other lines and texts in the place of what is kept; nothing may change its order."""
        for track in self._all():
            track.alter(event)
        self._kept.alter(event)
        for kept in self._excerpts.values():
            kept.alter(excerpt)
        self.shapes.alter(line)

    # ------------------------------------------------------------ reading

    def tracks(self) -> list[tuple[Key, Track]]:
        """Return every track with its key, dated ones first, in the order of their keys."""
        found: list[tuple[Key, Track]] = []
        for tracks in (self._dated, self._undated):
            found += sorted(tracks.items(), key=lambda item: tuple(part or "" for part in item[0]))
        return found

    def marks(self) -> list[Event]:
        """Return the kept lifecycle marks in order."""
        return self._kept.kept()

    def excerpts(self, signature_id: str) -> list[Excerpt]:
        """Return the kept excerpts of one signature in order, without doubles."""
        kept = self._excerpts.get(signature_id)
        found: list[Excerpt] = []
        for excerpt in kept.kept() if kept else ():
            if not found or order(found[-1].event) != order(excerpt.event):
                found.append(excerpt)
        return found

    def counters(self) -> dict[str, int]:
        """Return the bounds that were hit, by name; only those that are not zero."""
        tracks = [*self._dated.values(), *self._undated.values()]
        counted = {
            "tracks_coarsened": sum(track.width > track.unit for track in tracks),
            "places_folded": self.level,
            "captures_cut": sum(track.values_cut for track in tracks),
            "marks_dropped": self._kept.dropped,
            "shapes_folded": self.shapes.level,
        }
        return {name: count for name, count in counted.items() if count}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Timeline):
            return NotImplemented
        return self._state() == other._state()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def _state(self) -> tuple[object, ...]:
        tracks = [(key, track.unit, track.state()) for key, track in self.tracks()]
        excerpts = {name: self.excerpts(name) for name in self._excerpts}
        return (self.level, tracks, self.marks(), self._kept.seen, excerpts, self.shapes.state())

    # ------------------------------------------------------------ staying small

    @staticmethod
    def _excerpt_ends() -> Ends[Excerpt]:
        return Ends(_excerpt_order, EARLIEST_EXCERPTS, LATEST_EXCERPTS)

    def _open(self, tracks: dict[Key, Track], key: Key, unit: int) -> Track:
        tracks[key] = Track(unit, self._limit)
        count = len(self._dated) + len(self._undated)
        if self.level == 0:
            self._share(count)
        while len(self._dated) + len(self._undated) > TRACKS and self.level < _FOLDS - 1:
            self._fold_to(self.level + 1)
        return tracks[_fold(key, self.level)]

    def _share(self, count: int) -> None:
        """Give each of *count* tracks its share of the cells; a power of two, never growing."""
        share = 1 << max(0, (CELLS // min(count, TRACKS)).bit_length() - 1)
        if share < self._limit:
            self._limit = share
            for track in self._all():
                track.limit = share
                track.fit()

    def _all(self) -> Iterable[Track]:
        yield from self._dated.values()
        yield from self._undated.values()

    def _fold_to(self, level: int) -> None:
        if level == self.level:
            return
        self.level = level
        self._share(TRACKS)
        for tracks in (self._dated, self._undated):
            old = dict(tracks)
            tracks.clear()
            for key, track in old.items():
                kept = tracks.setdefault(_fold(key, level), track)
                if kept is not track:
                    kept.absorb(track)
