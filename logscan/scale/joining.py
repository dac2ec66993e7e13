"""Join portions, in the order of the input, into the scan that one reader would have made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.engine.evidence import shortened
from logscan.intake.clock import NOTHING
from logscan.intake.layouts import PLAIN
from logscan.intake.sources import Source
from logscan.model import Event, Excerpt, SourceInfo, Text, UnknownLine
from logscan.redaction.provisional import Renaming
from logscan.redaction.pseudonyms import Pseudonyms
from logscan.scanner import Scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from logscan.analysis import Timeline
    from logscan.scale.portion import Portion
    from logscan.scale.settings import Settings
    from logscan.scanner import Report


class Whole(Scan):
    """A scan whose parts were read elsewhere."""

    def __init__(self, settings: Settings) -> None:
        scanner = settings.scanner()
        redactor = scanner.redactor()
        super().__init__(scanner, scanner.options(redactor), redactor)
        self._pseudonyms = Pseudonyms(settings.numbering.key)
        if redactor is not None:
            redactor.pseudonyms = self._pseudonyms
        self._numbering = settings.numbering
        self._ranges: Ranges | None = None  # of the source that is not complete yet

    def absorb(self, portion: Portion) -> None:
        """Take over the next portion; they come in the order of their parts."""
        moved = self.place(portion)
        if moved is not None:
            self.take(settled(portion, moved))

    def take(self, timeline: Timeline) -> None:
        """Merge what was found in portions that have their places; the order does not matter."""
        self._timeline.merge(timeline)

    def place(self, portion: Portion) -> Moved | None:
        """Count the next portion in, and return what its timeline is in the whole.

        None says that it does not belong there. They come in the order of their parts.
        """
        if not portion.continues:
            self._end_source()
        elif self._ranges is None or self._ranges.is_complete:
            return None  # behind the end of the source, or behind what could not be read
        if portion.is_range:
            self._ranges = self._ranges or Ranges()
        names = self._pseudonyms.adopt(portion.appeared, portion.redacted)
        lines = self._ranges.lines if self._ranges else 0
        self._events += portion.events
        self._undated += portion.undated
        self._error_lines += portion.error_lines
        self._explained += portion.explained
        self._counters.update(portion.counters)
        if self._ranges is not None:
            self._ranges.add(portion)
        else:
            self._infos += portion.infos
            self.faults += portion.faults
            self.notes += portion.notes
        return Moved(lines, Renaming(self._numbering, names))

    def stopped(self, name: str) -> None:
        """Note that somebody ended the reading before the source *name*, or in the open one."""
        if self._ranges is None:
            self._infos = self._infos or [SourceInfo(name=name, layout=PLAIN.name, why="empty")]
        self._end_source(is_stopped=True)

    def report(self) -> Report:
        """Return the report on everything that was joined."""
        self._end_source()
        return super().report()

    def _end_source(self, *, is_stopped: bool = False) -> None:
        """Close the source whose ranges were joined, as the end of its stream would."""
        ranges, self._ranges = self._ranges, None
        if ranges is not None:
            self._infos.append(ranges.info())
            clock = self._scanner.clock()
            clock.assumed = ranges.assumed
            self.notes += (text for text in clock.warnings() if text not in self.notes)
        if ranges is not None or is_stopped:
            source = Source(name=self._infos[-1].name)
            if ranges is not None:
                source.faults, source.notes = ranges.faults, ranges.notes
            self.conclude(source, stopped=is_stopped)


def settled(portion: Portion, moved: Moved) -> Timeline:
    """Return the timeline of a portion as it is in the whole; the portion is used up."""
    timeline = portion.timeline
    if moved:
        timeline.alter(moved.event, moved.excerpt, moved.unknown)
    for line in portion.unknown:
        timeline.add_unknown(moved.unknown(line))
    return timeline


class Ranges:
    """The ranges of one source, up to the last one that is there."""

    def __init__(self) -> None:
        self._info: SourceInfo | None = None
        self._repeated = 0
        self.assumed = NOTHING
        self.faults: list[Text] = []
        self.notes: list[Text] = []
        self.is_complete = False

    @property
    def lines(self) -> int:
        """How many lines there were up to now."""
        return self._info.lines if self._info else 0

    def add(self, portion: Portion) -> None:
        """Take over the next range."""
        (info,) = portion.infos
        self._info = _together(self._info, info) if self._info else info
        self._repeated += portion.counters.get("duplicate_records", 0)
        self.assumed |= portion.assumed
        self.faults += portion.faults
        self.notes += portion.notes
        self.is_complete = portion.is_final

    def info(self) -> SourceInfo:
        """Return what the source held."""
        assert self._info is not None  # noqa: S101 - there is a range
        answered_ns = self._info.answered_ns if self.is_complete else None
        records = max(0, self._info.records - self._repeated)
        return replace(self._info, records=records, answered_ns=answered_ns)


def _together(one: SourceInfo, other: SourceInfo) -> SourceInfo:
    """Return what two neighbouring ranges held; only the last one can tell of the tail."""
    return replace(
        one,
        lines=one.lines + other.lines,
        records=one.records + other.records,
        bytes=one.bytes + other.bytes,
        first_ns=_extreme(min, one.first_ns, other.first_ns),
        last_ns=_extreme(max, one.last_ns, other.last_ns),
        answered_ns=other.answered_ns,
    )


def _extreme(choose: Callable[[int, int], int], one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


class Moved:
    """What a portion's values are in the whole: so many lines further down, other placeholders."""

    def __init__(self, lines: int, rename: Renaming) -> None:
        self._lines, self._rename = lines, rename

    def __bool__(self) -> bool:
        """Say whether anything is another one in the whole."""
        return bool(self._lines or self._rename)

    def event(self, event: Event) -> Event:
        """Return the event in the whole; made by hand, as there are many."""
        evidence, lines = event.evidence, self._lines
        if self._rename.concerns(evidence):
            evidence = shortened(self._rename(evidence))
        return Event(
            event.signature_id,
            event.source,
            event.line + lines,
            event.offset,
            event.time_ns,
            evidence,
            event.service,
            event.instance,
            event.level,
            event.captures,
            event.order + lines,
            event.before_ns,
        )

    def excerpt(self, excerpt: Excerpt) -> Excerpt:
        """Return the excerpt in the whole."""
        return Excerpt(
            event=self.event(excerpt.event),
            before=tuple(map(self._rename, excerpt.before)),
            after=tuple(map(self._rename, excerpt.after)),
        )

    def unknown(self, line: UnknownLine) -> UnknownLine:
        """Return the line in the whole."""
        return replace(line, line=line.line + self._lines, text=self._rename(line.text))
