"""What every output shows, in which order: choices that belong to no format."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from logscan.catalogue import fill
from logscan.model import (
    FailureReason,
    Outcome,
    Phase,
    Role,
    Standing,
    Status,
    Within,
)
from logscan.report.words import WORDS, counter, name_of, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        WeighedCause,
    )

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
_ROLE_ORDER = (Role.CAUSE, Role.INDEPENDENT, Role.CONSEQUENCE, Role.BENIGN)
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


def when_it_was(report: Report) -> tuple[int | None, int | None]:
    """Return the ends of all incidents; of the whole log where there is none."""
    starts = [one.start_ns for one in report.incidents if one.start_ns is not None]
    ends = [one.end_ns for one in report.incidents if one.end_ns is not None]
    return (min(starts), max(ends, default=None)) if starts else span(report)


def byte_size(size: int) -> str:
    """Return a size in the largest binary unit that keeps it above one."""
    amount, units = float(size), iter(("B", "KiB", "MiB", "GiB"))
    unit = next(units)
    while amount >= 1024 and (larger := next(units, None)):  # noqa: PLR2004 - a binary unit
        amount, unit = amount / 1024, larger
    return f"{size:,} B" if unit == "B" else f"{amount:,.1f} {unit}"
