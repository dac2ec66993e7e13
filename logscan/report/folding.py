"""Fold what comes again and again: loops of the timeline, runs of attempts, counts over time."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from logscan.model import Kind
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from logscan.model import Attempt, TimelineEntry

MAX_SIGNATURES = 8  # the most signatures that may make up one loop of the timeline
LOOP_TURNS = 3  # what is seen fewer times is shown one by one
LOOP_PAUSE_NS = 3_600 * 1_000_000_000  # a silence of an hour ends a loop
_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Timeline entries of one signature that are shown as one row; *first* is the earliest."""

    first: TimelineEntry
    occurrences: int
    start_ns: int | None
    end_ns: int | None
    histogram: tuple[int, ...]
    varied: bool = False  # the titles differ, because captured values do

    def title(self, language: str) -> str:
        """Return the first entry's title, with an ellipsis where others differ."""
        return self.first.title.in_language(language) + (" …" if self.varied else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """Attempts in a row that ended the same way; *first* is the earliest of *attempts*."""

    first: Attempt
    attempts: int
    start_ns: int | None
    end_ns: int | None
    signature_ids: tuple[str, ...]


def fold_timeline(entries: Sequence[TimelineEntry]) -> list[Row]:
    """Return the timeline with each loop folded to one row for each of its signatures.

    A crash loop of fourteen boots is three rows (boot, error, exit) that each say fourteen,
    also where one burst holds several turns. No occurrence is lost.
    """
    rows: list[Row] = []
    at = 0
    while at < len(entries):
        stop = _loop_end(entries, at)
        turns: dict[Hashable, list[TimelineEntry]] = {}
        for entry in entries[at:stop]:
            turns.setdefault(_key(entry), []).append(entry)
        rows += [_row(same) for same in turns.values()]
        at = stop
    return rows


def _key(entry: TimelineEntry) -> Hashable:
    """Return what makes two entries the same thing again."""
    return entry.signature_id, entry.kind


def _loop_end(entries: Sequence[TimelineEntry], at: int) -> int:
    """Return the end of the loop that begins at *at*; ``at + 1`` where none does.

    A loop is a stretch of a few signatures without a long pause, in which each comes back and
    one comes at least three times. Of several the longest counts.
    """
    best = stop = at + 1
    seen = Counter({_key(entries[at]): entries[at].occurrences})
    while True:
        while stop < len(entries) and _key(entries[stop]) in seen and not _pause(entries, stop):
            seen[_key(entries[stop])] += entries[stop].occurrences
            stop += 1
        again, most = min(seen.values()) > 1, max(seen.values())
        if stop - at > len(seen) and again and most >= LOOP_TURNS:
            best = stop
        if stop == len(entries) or len(seen) == MAX_SIGNATURES or _pause(entries, stop):
            return best
        seen[_key(entries[stop])] = entries[stop].occurrences
        stop += 1


def _pause(entries: Sequence[TimelineEntry], at: int) -> bool:
    """Tell whether a long silence lies before entry *at*."""
    before, after = _end(entries[at - 1]), entries[at].time_ns
    if before is None or after is None:
        return (before is None) != (after is None)
    return after - before > LOOP_PAUSE_NS


def _row(entries: Sequence[TimelineEntry]) -> Row:
    starts = [entry.time_ns for entry in entries if entry.time_ns is not None]
    ends = [time for entry in entries if (time := _end(entry)) is not None]
    start, end = min(starts, default=None), max(ends, default=None)
    return Row(
        first=entries[0],
        occurrences=sum(entry.occurrences for entry in entries),
        start_ns=start,
        end_ns=end,
        histogram=entries[0].histogram if len(entries) == 1 else _histogram(entries, start, end),
        varied=len({entry.title for entry in entries}) > 1,
    )


def _end(entry: TimelineEntry) -> int | None:
    return entry.time_ns if entry.end_ns is None else entry.end_ns


def _histogram(
    entries: Sequence[TimelineEntry], start: int | None, end: int | None, slices: int = 16
) -> tuple[int, ...]:
    """Return occurrences over time of several entries, each slice counted where it begins."""
    if start is None or end is None or start == end or entries[0].kind is Kind.LIFECYCLE:
        return ()
    counts = [0] * slices
    for entry in entries:
        for time_ns, occurrences in moments(entry):
            place = (time_ns - start) * slices // (end - start)
            counts[min(place, slices - 1)] += occurrences
    return tuple(counts)


def moments(entry: TimelineEntry) -> list[tuple[int, int]]:
    """Return when an entry's occurrences came, as ``(time_ns, occurrences)`` slice by slice."""
    if entry.time_ns is None:
        return []
    length = (_end(entry) or entry.time_ns) - entry.time_ns
    slices = entry.histogram if length > 0 and entry.histogram else (entry.occurrences,)
    return [
        (entry.time_ns + length * place // len(slices), count)
        for place, count in enumerate(slices)
        if count > 0
    ]


def fold_attempts(attempts: Sequence[Attempt]) -> list[AttemptRow]:
    """Return attempts with runs of the same phase and outcome as one row."""
    runs: list[list[Attempt]] = []
    for attempt in attempts:
        if runs and _same_end(runs[-1][-1], attempt):
            runs[-1].append(attempt)
        else:
            runs.append([attempt])
    return [_attempt_row(run) for run in runs]


def _same_end(one: Attempt, other: Attempt) -> bool:
    return (one.phase, one.outcome, one.exit_status, one.reason, one.service) == (
        other.phase,
        other.outcome,
        other.exit_status,
        other.reason,
        other.service,
    )


def _attempt_row(run: Sequence[Attempt]) -> AttemptRow:
    starts = [attempt.start_ns for attempt in run if attempt.start_ns is not None]
    ends = [attempt.end_ns for attempt in run if attempt.end_ns is not None]
    return AttemptRow(
        first=run[0],
        attempts=len(run),
        start_ns=min(starts, default=None),
        end_ns=max(ends, default=None),
        signature_ids=tuple(dict.fromkeys(one for a in run for one in a.signature_ids)),
    )


def sparkline(counts: Sequence[int], width: int = 16) -> str:
    """Return counts as a row of bars, at most *width* of them; ``·`` stands for none."""
    if len(counts) > width:
        edges = [i * len(counts) // width for i in range(width + 1)]
        counts = [sum(counts[a:b]) for a, b in pairwise(edges)]
    top = max(counts, default=0)
    return "".join(
        _BLOCKS[-(-count * len(_BLOCKS) // top) - 1] if count > 0 else "·" for count in counts
    )
