"""What every output shows, in which order: choices that belong to no format."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from logscan.model import Kind, Role, Within

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from logscan.model import Attempt, Finding, Incident, Report, Step, Text, TimelineEntry

MAX_PERIOD = 8  # the most rows that may make up one turn of a loop
_LOOP_TURNS = 3  # fewer turns of several rows are shown one by one
_ROLE_ORDER = (Role.CAUSE, Role.INDEPENDENT, Role.CONSEQUENCE, Role.BENIGN)
_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Timeline entries of one signature that are shown as one row; *first* is the earliest."""

    first: TimelineEntry
    occurrences: int
    start_ns: int | None
    end_ns: int | None
    histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """Attempts in a row that ended the same way; *first* is the earliest of *attempts*."""

    first: Attempt
    attempts: int
    start_ns: int | None
    end_ns: int | None
    signature_ids: tuple[str, ...]


# ---------------------------------------------------------------- order


def main_incident(report: Report) -> Incident | None:
    """Return the incident of the verdict's cause, or the first one."""
    for incident in report.incidents:
        if incident.cause == report.verdict.cause:
            return incident
    return report.incidents[0] if report.incidents else None


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings as a reader wants them: harmless last, then urgent, then early."""
    return sorted(
        findings,
        key=lambda finding: (
            finding.role is Role.BENIGN,
            -finding.signature.severity,
            _ROLE_ORDER.index(finding.role),
            finding.first_ns is None,
            finding.first_ns or 0,
            finding.signature.id,
        ),
    )


def all_steps(report: Report) -> tuple[Step, ...]:
    """Return the report's next steps; without any, those of its incidents without doubles."""
    if report.next_steps:
        return report.next_steps
    steps: dict[Text, Step] = {}
    for incident in report.incidents:
        for step in incident.steps:
            steps.setdefault(step.text, step)
    return tuple(steps.values())


def in_boxes(steps: Sequence[Step]) -> list[tuple[Within, list[Step]]]:
    """Return steps by time box, the most urgent box first, empty boxes left out."""
    boxes = [(within, [step for step in steps if step.within is within]) for within in Within]
    return [(within, inside) for within, inside in boxes if inside]


def titles(report: Report, language: str) -> dict[str, str]:
    """Return the name of each signature that the report speaks of, by id."""
    named = {entry.signature_id: entry.title for entry in report.timeline}
    named |= {incident.cause: incident.title for incident in report.incidents}
    named |= {finding.signature.id: finding.signature.title for finding in report.findings}
    return {key: title.in_language(language) for key, title in named.items()}


def span(report: Report) -> tuple[int | None, int | None]:
    """Return the earliest and the latest record time of all sources."""
    first = [source.first_ns for source in report.sources if source.first_ns is not None]
    last = [source.last_ns for source in report.sources if source.last_ns is not None]
    return min(first, default=None), max(last, default=None)


# ---------------------------------------------------------------- folding


def fold_timeline(entries: Sequence[TimelineEntry]) -> list[Row]:
    """Return the timeline with each loop folded to one turn.

    A crash loop of fourteen boots is three rows (boot, error, exit) that each say fourteen.
    No occurrence is lost: the rows' occurrences sum up to the entries'.
    """
    keys: list[Hashable] = [(entry.signature_id, entry.kind) for entry in entries]
    rows: list[Row] = []
    for at, period, turns in loops(keys):
        stop = at + period * turns
        rows += [_row(entries[place:stop:period]) for place in range(at, at + period)]
    return rows


def loops(keys: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Cut *keys* into ``(start, period, turns)`` pieces that cover them in order.

    A piece of one turn has period 1. Of several ways to see a loop the one that covers the
    most is taken, then the one with the shorter turn.
    """
    pieces, at = [], 0
    while at < len(keys):
        choices = [(1, 1)]
        for period in range(1, MAX_PERIOD + 1):
            turns = _turns(keys, at, period)
            if turns >= (_LOOP_TURNS if period > 1 else 2):
                choices.append((period, turns))
        period, turns = max(choices, key=lambda choice: (choice[0] * choice[1], -choice[0]))
        pieces.append((at, period, turns))
        at += period * turns
    return pieces


def _turns(keys: Sequence[Hashable], at: int, period: int) -> int:
    """Return how often the *period* keys from *at* stand there in a row."""
    turn, turns = keys[at : at + period], 1
    while len(turn) == period and keys[at + period * turns : at + period * (turns + 1)] == turn:
        turns += 1
    return turns


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
    )


def _end(entry: TimelineEntry) -> int | None:
    return entry.time_ns if entry.end_ns is None else entry.end_ns


def _histogram(
    entries: Sequence[TimelineEntry], start: int | None, end: int | None, slices: int = 16
) -> tuple[int, ...]:
    """Return occurrences over time of several entries, each counted where it begins."""
    if start is None or end is None or start == end or entries[0].kind is not Kind.ERROR:
        return ()
    counts = [0] * slices
    for entry in entries:
        if entry.time_ns is not None:
            place = (entry.time_ns - start) * slices // (end - start)
            counts[min(place, slices - 1)] += entry.occurrences
    return tuple(counts)


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
    return (one.phase, one.outcome, one.exit_status, one.service) == (
        other.phase,
        other.outcome,
        other.exit_status,
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


# ---------------------------------------------------------------- small pictures


def sparkline(counts: Sequence[int], width: int = 16) -> str:
    """Return counts as a row of bars, at most *width* of them; ``·`` stands for none."""
    if len(counts) > width:
        edges = [i * len(counts) // width for i in range(width + 1)]
        counts = [sum(counts[a:b]) for a, b in pairwise(edges)]
    top = max(counts, default=0)
    return "".join(
        _BLOCKS[-(-count * len(_BLOCKS) // top) - 1] if count > 0 else "·" for count in counts
    )


def byte_size(size: int) -> str:
    """Return a size in the largest binary unit that keeps it above one."""
    amount, units = float(size), iter(("B", "KiB", "MiB", "GiB"))
    unit = next(units)
    while amount >= 1024 and (larger := next(units, None)):  # noqa: PLR2004 - a binary unit
        amount, unit = amount / 1024, larger
    return f"{size:,} B" if unit == "B" else f"{amount:,.1f} {unit}"
