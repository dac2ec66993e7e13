"""What every output shows, in which order: choices that belong to no format."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from logscan.catalogue import fill
from logscan.model import (
    FailureReason,
    Kind,
    Mark,
    Outcome,
    Phase,
    Role,
    Standing,
    Status,
    Within,
)
from logscan.report.words import WORDS, counter, name_of, word
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from logscan.model import (
        Attempt,
        Finding,
        Incident,
        Report,
        SeenOf,
        StatusTracking,
        Step,
        Text,
        Tick,
        TimelineEntry,
        WeighedCause,
    )

MAX_SIGNATURES = 8  # the most signatures that may make up one loop of the timeline
LOOP_TURNS = 3  # what is seen fewer times is shown one by one
LOOP_PAUSE_NS = 3_600 * 1_000_000_000  # a silence of an hour ends a loop
STATUS_SYMBOLS: Mapping[Status, str] = {
    Status.FAILING: "✗",
    Status.DEGRADED: "!",
    Status.RECOVERED: "✓",
    Status.HEALTHY: "✓",
    Status.INCONCLUSIVE: "?",
}
ROLE_SYMBOLS: Mapping[Role | None, str] = {
    Role.CAUSE: "✗",
    Role.CONSEQUENCE: "↳",
    Role.INDEPENDENT: "!",
    Role.BENIGN: "·",
    None: "▸",  # a mark
}
STANDING_SYMBOLS: Mapping[Standing, str] = {
    Standing.LIKELY: "✗",
    Standing.POSSIBLE: "!",
    Standing.OPEN: "?",
    Standing.UNLIKELY: "·",
}
GOOD, BAD, OPEN = "x", " ", "?"  # what stands in the box of a checklist's question
_LOST = frozenset({Outcome.FAILED, Outcome.EXITED})
_START_MARKS = frozenset({Mark.BOOT_START, Mark.LISTENING, Mark.LIVE})
_VERSION_MARK = "runtime-version"  # the signature of the platform's "Using Node.js version"
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
    varied: bool = False  # the titles differ, because captured values do

    def title(self, language: str) -> str:
        """Return the first entry's title, with an ellipsis where others differ."""
        return self.first.title.in_language(language) + (" …" if self.varied else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One redacted message with its place."""

    time_ns: int | None
    source: str
    line: int
    text: str


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


def why_it_happens(finding: Finding, language: str) -> str | None:
    """Return the cause that the catalogue gives, with the first captured values filled in."""
    text = finding.signature.cause
    if text is None:
        return None
    said = text.in_language(language)
    captured = {name: values[0] for name, values in finding.captures if values}
    return fill(said, captured) or said


def bounds_hit(report: Report, language: str) -> list[str]:
    """Return a sentence for each counter above zero that no warning speaks of.

    The warnings of a scan give the counters of reading with their numbers.
    """
    counters = report.stats.counters
    warned = {number for one in report.warnings for number in re.findall(r"[\d,]+", one.en)}
    return [
        counter(name, counters[name], language)
        for name in sorted(counters)
        if counters[name] and (f"counter.{name}" in WORDS or f"{counters[name]:,}" not in warned)
    ]


def impact(report: Report) -> list[tuple[Phase, Outcome, int]]:
    """Return how many attempts of each phase were lost, by how they ended."""
    counts = Counter((one.phase, one.outcome) for one in report.attempts if one.outcome in _LOST)
    return [(phase, outcome, n) for (phase, outcome), n in sorted(counts.items())]


def how_it_ended(attempt: Attempt, language: str) -> str:
    """Return an attempt's outcome with its reason and exit status, such as ``failed (timed out)``.

    A status that is printed says itself that it is not 0.
    """
    status, reason = attempt.exit_status, attempt.reason
    said = []
    if reason and (status is None or reason is not FailureReason.NON_ZERO_EXIT):
        said.append(name_of(reason, language))
    if status is not None:
        said.append(word("status", language, n=status))
    outcome = name_of(attempt.outcome, language)
    return f"{outcome} ({', '.join(said)})" if said else outcome


# ---------------------------------------------------------------- the runbook in this log


def weighed_causes(report: Report, *, every: bool = False) -> tuple[WeighedCause, ...]:
    """Return the runbook's causes that this log says something about, or *every* one.

    A log without any record weighs nothing. A healthy service needs no causes, unless *every*
    one is asked for.
    """
    if not report.stats.records or (report.verdict.status is Status.HEALTHY and not every):
        return ()
    return tuple(one for one in report.causes if every or one.evidence_for or one.evidence_against)


def answered(report: Report) -> tuple[Tick, ...]:
    """Return the checklists' questions; without any record none of them has an answer."""
    return report.checklist if report.stats.records else ()


def box(tick: Tick) -> str:
    """Return what stands in the box of a question: whether its answer is the good one.

    The answer itself is not shown: some questions ask for the bad thing, and yes to a question
    in the negative means the opposite in Korean. The reason says it all.
    """
    return OPEN if tick.good is None else GOOD if tick.good else BAD


def tracked(report: Report) -> StatusTracking | None:
    """Return both sides of the last restart where one of them shows an error."""
    made = report.tracking
    return made if made and (made.before or made.after) else None


def seen(some: Sequence[SeenOf], language: str) -> list[str]:
    """Return each error, with how often it was seen where that is more than once."""
    return [
        one.title.in_language(language) + (f" x{one.occurrences:,}" if one.occurrences > 1 else "")
        for one in some
    ]


def helped(tracking: StatusTracking, language: str) -> str:
    """Return whether the service works after the restart, in words."""
    keys = {True: "works", False: "fails", None: "works unknown"}
    return word(keys[tracking.works_after], language)


# ---------------------------------------------------------------- the core log collection


def start_messages(report: Report, most: int = 6) -> list[LogLine]:
    """Return the latest messages of the service's starts, oldest first.

    Without such marks (a hand-made report) the first line of each boot counts.
    """
    starts = [entry for entry in report.timeline if entry.mark in _START_MARKS]
    if not starts:
        boots = {(a.source, a.start_line) for a in report.attempts if a.phase is Phase.BOOT}
        starts = [one for one in report.timeline if (one.source, one.line) in boots]
    return [
        LogLine(
            time_ns=one.time_ns, source=one.source, line=one.line, text=one.text or one.title.en
        )
        for one in starts[-most:]
    ]


def last_errors(report: Report, lines: int = 10) -> list[LogLine]:
    """Return the latest error messages, oldest first: at least *lines* lines where there are.

    Messages of known problems come first; unexplained ones fill up. What a rule has concluded
    has no message of its own: the line that it points at may be no error.
    """
    known = {
        (one.source, one.line): one
        for finding in report.findings
        if finding.role is not Role.BENIGN and finding.signature.pattern
        for one in _messages(finding)
    }
    found = sorted(known.values(), key=_in_time, reverse=True)
    found += [
        LogLine(time_ns=None, source=one.source, line=one.line, text=one.text)
        for one in report.unexplained
    ]
    taken, count = [], 0
    for one in found:
        if count >= lines:
            break
        taken.append(one)
        count += one.text.count("\n") + 1
    return sorted(taken, key=_in_time)


def _messages(finding: Finding) -> Iterator[LogLine]:
    """Yield the messages that were kept of a finding: of its bursts' ends, and its evidence."""
    for burst in finding.bursts:
        for event in (burst.first, burst.last):
            yield LogLine(
                time_ns=event.time_ns, source=event.source, line=event.line, text=event.evidence
            )
    for one in finding.evidence:
        yield LogLine(time_ns=one.time_ns, source=one.source, line=one.line, text=one.text)


def _in_time(line: LogLine) -> tuple[bool, int, str, int]:
    return line.time_ns is not None, line.time_ns or 0, line.source, line.line


def versions(report: Report, language: str) -> list[str]:
    """Return the versions that the log names, in the order of their first mention."""
    marks = [entry for entry in report.timeline if entry.signature_id == _VERSION_MARK]
    return list(dict.fromkeys(entry.title.in_language(language) for entry in marks))


def when_it_was(report: Report) -> tuple[int | None, int | None]:
    """Return the ends of all incidents; of the whole log where there is none."""
    starts = [one.start_ns for one in report.incidents if one.start_ns is not None]
    ends = [one.end_ns for one in report.incidents if one.end_ns is not None]
    return (min(starts), max(ends, default=None)) if starts else span(report)


# ---------------------------------------------------------------- folding


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
