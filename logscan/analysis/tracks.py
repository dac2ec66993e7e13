"""A track counts one signature's events in one place, in time cells that widen, never drop.

The state is a function of the set of events alone: cells are aligned to powers of two of
a unit, a track is as coarse as its cell limit demands and no coarser, and every choice
between two events is made by one total order. So arrival order and merging do not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logscan.model import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UNIT_NS = 1_000_000_000
"""The width of a dated cell before it was ever widened: one second."""

UNIT_LINES = 1
"""The width of an undated cell before it was ever widened: one line."""

KEPT_VALUES = 16
"""How many different sets of captured values a track remembers: the earliest ones."""


def order(event: Event) -> tuple[object, ...]:
    """Return the key of the one total order of events: time, source, line, then the rest."""
    return (
        -1 if event.time_ns is None else event.time_ns,
        event.source,
        event.order,
        event.line,
        event.offset,
        event.signature_id,
        event.evidence,
        event.captures,
        # What is missing stands before what is empty: no two different events are equal.
        (event.service is not None, event.service),
        (event.instance is not None, event.instance),
        (event.level is not None, event.level),
        (event.before_ns is not None, event.before_ns),
    )


class Cell:
    """The occurrences in one slice of a track, with the earliest and the latest event."""

    __slots__ = ("first", "first_at", "last", "last_at", "occurrences")

    def __init__(self, position: int, event: Event) -> None:
        self.occurrences = 1
        self.first = self.last = event
        self.first_at = self.last_at = position

    def include(self, position: int, event: Event) -> None:
        """Move the ends of the cell so that they take in *event*; count nothing."""
        if position > self.last_at or (
            position == self.last_at and order(event) > order(self.last)
        ):
            self.last, self.last_at = event, position
        if position < self.first_at or (
            position == self.first_at and order(event) < order(self.first)
        ):
            self.first, self.first_at = event, position

    def absorb(self, other: Cell) -> None:
        """Add everything that *other* counted."""
        self.occurrences += other.occurrences
        self.include(other.first_at, other.first)
        self.include(other.last_at, other.last)

    def copy(self) -> Cell:
        """Return a cell that shares nothing that can change."""
        twin = Cell(self.first_at, self.first)
        twin.occurrences = self.occurrences
        twin.last, twin.last_at = self.last, self.last_at
        return twin

    def alter(self, change: Callable[[Event], Event]) -> None:
        """Put what *change* makes of each event in its place."""
        only = self.first is self.last
        self.first = change(self.first)
        self.last = self.first if only else change(self.last)

    def state(self) -> tuple[int, Event, Event]:
        """Return everything that makes two cells equal."""
        return (self.occurrences, self.first, self.last)


class Track:
    """The cells of one signature in one place; positions are nanoseconds or lines."""

    __slots__ = ("cells", "limit", "unit", "values", "values_cut", "width", "worst")

    def __init__(self, unit: int, limit: int) -> None:
        self.unit = unit
        self.limit = limit
        self.width = unit
        self.cells: dict[int, Cell] = {}
        self.values: dict[tuple[tuple[str, str], ...], tuple[int, Event]] = {}
        self.values_cut = False
        self.worst: int | None = None  # position of the latest kept values, once it is full

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle plain tuples: a track may have thousands of cells, and they are handed about."""
        cells = [
            (at, cell.occurrences, cell.first_at, cell.last_at, *_plain(cell.first, cell.last))
            for at, cell in self.cells.items()
        ]
        values = [(at, tuple(event)) for at, event in self.values.values()]
        kept = (self.unit, self.limit, self.width, self.values_cut, self.worst)
        return _unpacked, (kept, cells, values)

    def add(self, position: int, event: Event) -> None:
        """Count *event*; about half a microsecond when it comes in order."""
        cells = self.cells
        index = position // self.width
        cell = cells.get(index)
        if cell is None:
            cells[index] = Cell(position, event)
            if len(cells) > self.limit:
                self.fit()
        else:
            cell.occurrences += 1
            last = cell.last
            if position > cell.last_at or (
                # The common case of the total order: the next line of the same second.
                position == cell.last_at
                and event.order > last.order
                and event.source == last.source
            ):
                cell.last = event
                cell.last_at = position
            else:
                cell.include(position, event)
        captures = event.captures
        if captures:
            known = self.values.get(captures)
            if known is None or position <= known[0]:
                self.remember(position, event)

    def remember(self, position: int, event: Event) -> None:
        """Keep the values of *event* if they are among the earliest different ones."""
        captures = event.captures
        known = self.values.get(captures)
        if known is not None:
            if (position, order(event)) < (known[0], order(known[1])):
                self.values[captures] = (position, event)
            return
        if self.worst is not None and position > self.worst:
            self.values_cut = True
            return
        self.values[captures] = (position, event)
        if len(self.values) > KEPT_VALUES:
            self.values_cut = True
            self._forget_latest()
        if len(self.values) == KEPT_VALUES:
            self.worst = max(at for at, _ in self.values.values())

    def _forget_latest(self) -> None:
        def rank(item: tuple[object, tuple[int, Event]]) -> tuple[int, object]:
            return (item[1][0], order(item[1][1]))

        latest = max(self.values.items(), key=rank)
        del self.values[latest[0]]

    def fit(self) -> None:
        """Widen the cells until there are no more of them than the limit."""
        while len(self.cells) > self.limit:
            self.widen(self.width * 2)

    def widen(self, width: int) -> None:
        """Make the cells *width* wide, a power of two times the unit."""
        if width == self.width:
            return
        factor = width // self.width
        cells: dict[int, Cell] = {}
        for index, cell in self.cells.items():
            kept = cells.setdefault(index // factor, cell)
            if kept is not cell:
                kept.absorb(cell)
        self.cells, self.width = cells, width

    def absorb(self, other: Track) -> None:
        """Add everything that *other* counted; *other* stays as it is."""
        self.widen(max(self.width, other.width))
        factor = self.width // other.width
        for index, cell in other.cells.items():
            kept = self.cells.get(index // factor)
            if kept is None:
                self.cells[index // factor] = cell.copy()
            else:
                kept.absorb(cell)
        self.fit()
        self.values_cut = self.values_cut or other.values_cut
        for position, event in other.values.values():
            self.remember(position, event)

    def alter(self, change: Callable[[Event], Event]) -> None:
        """Put what *change* makes of each event in its place; positions stay."""
        for cell in self.cells.values():
            cell.alter(change)
        self.values = {key: (at, change(event)) for key, (at, event) in self.values.items()}

    def ordered(self) -> Iterable[Cell]:
        """Return the cells, earliest first."""
        return [cell for _, cell in sorted(self.cells.items())]

    def state(self) -> tuple[object, ...]:
        """Return everything that makes two tracks equal."""
        cells = {index: cell.state() for index, cell in self.cells.items()}
        return (self.width, cells, self.values, self.values_cut)


def _plain(first: Event, last: Event) -> tuple[object, object]:
    return tuple(first), None if last is first else tuple(last)


def _unpacked(
    kept: tuple[int, int, int, bool, int | None],
    cells: list[tuple[Any, ...]],
    values: list[tuple[int, tuple[Any, ...]]],
) -> Track:
    """Return the track of what ``Track.__reduce__`` has packed."""
    track = Track(kept[0], kept[1])
    _, _, track.width, track.values_cut, track.worst = kept
    for at, occurrences, first_at, last_at, first, last in cells:
        cell = track.cells[at] = Cell(first_at, Event._make(first))
        cell.occurrences = occurrences
        cell.last_at = last_at
        if last is not None:
            cell.last = Event._make(last)
    for at, plain in values:
        event = Event._make(plain)
        track.values[event.captures] = (at, event)
    return track
