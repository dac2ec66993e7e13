"""Turn a timeline into the report: attempts, incidents, verdict, next steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.analysis import absence, noise
from logscan.analysis.attempts import cut
from logscan.analysis.confidence import confidence, terms
from logscan.analysis.episodes import episodes, recoveries
from logscan.analysis.findings import bursts, captures, findings
from logscan.analysis.hypotheses import hypotheses
from logscan.analysis.incidents import cases
from logscan.analysis.sightings import sightings
from logscan.analysis.steps import incident_steps, next_steps
from logscan.analysis.timetable import entries
from logscan.analysis.verdict import Judged, State, over, rank, verdict
from logscan.analysis.words import title
from logscan.model import (
    Incident,
    Kind,
    Report,
    Role,
    Severity,
    Status,
    Unexplained,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.analysis.episodes import Episode
    from logscan.analysis.incidents import Case
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.analysis.timeline import Timeline
    from logscan.model import Catalogue, SourceInfo, Stats, Text

SHOWN_SHAPES = 100
"""How many shapes of unexplained lines a report holds."""


def analyse(
    timeline: Timeline,
    *,
    catalogue: Catalogue,
    sources: Sequence[SourceInfo],
    stats: Stats,
    warnings: Sequence[Text] = (),
    complete: bool = True,
    version: str = "",
) -> Report:
    """Return the whole answer for what *timeline* holds; never raises on any log."""
    signatures = {signature.id: signature for signature in catalogue.signatures}
    found = sightings(timeline, signatures, sources)
    spans = cut(found)
    homes = noise.Homes(spans)
    harmless = noise.normal(found, spans, homes)
    worked = recoveries(spans)
    states = _states(found, spans, worked, sources)
    made = []
    for case in cases(episodes(found, harmless, homes, worked)):
        if noise.ambient(case):
            harmless |= {id(sighting) for sighting in case.cause.sightings}
        else:
            made.append(case)
    judged = sorted((_judge(case, spans, states) for case in made), key=rank)
    incidents = [one for one in judged if one.case.severity >= Severity.MEDIUM]
    roles = _roles(incidents, found, harmless)
    some = bursts(timeline, signatures)
    counters = timeline.counters()
    answer = verdict(judged, states, stats, _unexplained_lines(timeline, stats))
    told = tuple(_incident(one) for one in incidents)
    services = {event.service for event in (s.first for s in found) if event.service}
    shapes = timeline.shapes.counted()
    if len(shapes) > SHOWN_SHAPES:
        counters["shapes_not_shown"] = len(shapes) - SHOWN_SHAPES
    trouble = answer.status in (Status.FAILING, Status.DEGRADED)
    active = [i.steps for i, one in zip(told, incidents, strict=True) if not one.over]
    return Report(
        version=version,
        catalogue_digest=catalogue.digest,
        complete=complete,
        warnings=(*warnings, *absence.capped(sources, services), *absence.empty(stats)),
        sources=tuple(sources),
        stats=replace(stats, counters={**stats.counters, **counters}),
        verdict=answer,
        incidents=told,
        findings=tuple(findings(timeline, signatures, some, roles)),
        timeline=entries(signatures, some, roles, timeline, captures(timeline)),
        attempts=tuple(span.attempt() for span in spans),
        unexplained=tuple(
            Unexplained(
                template=shape,
                occurrences=occurrences,
                source=line.source,
                line=line.line,
                text=line.text,
            )
            for shape, occurrences, line in shapes[:SHOWN_SHAPES]
        ),
        next_steps=next_steps(active, trouble=trouble),
    )


def _unexplained_lines(timeline: Timeline, stats: Stats) -> int:
    return max(timeline.shapes.lines, stats.error_lines - stats.explained_error_lines, 0)


def _states(
    found: Sequence[Sighting],
    spans: Sequence[Span],
    worked: Mapping[Scope, list[int]],
    sources: Sequence[SourceInfo],
) -> dict[Scope, State]:
    """Return the state of every service at the end of the log."""
    ends: dict[Scope, int] = {}
    for sighting in found:
        ends[sighting.scope] = max(ends.get(sighting.scope, 0), sighting.end)
    last_ns = max((info.last_ns or 0 for info in sources), default=0)
    by_scope: dict[Scope, list[Span]] = {scope: [] for scope in ends}
    for span in spans:
        by_scope[span.scope].append(span)
    return {
        scope: State(
            spans=by_scope[scope],
            worked=worked.get(scope, []),
            end=max(end, last_ns) if scope.dated else end,
        )
        for scope, end in ends.items()
    }


def _judge(case: Case, spans: Sequence[Span], states: Mapping[Scope, State]) -> Judged:
    return Judged(
        case=case,
        title=title(case.cause.signature, _values(case.cause)),
        confidence=confidence(terms(case, spans)),
        over=over(case, states[case.cause.scope]),
    )


def _values(episode: Episode) -> list[dict[str, str]]:
    """Return the captured values of the first sightings of *episode*, the fullest set first."""
    values = [dict(event.captures) for s in episode.sightings[:64] for event in (s.first, s.last)]
    return sorted(values, key=lambda captured: -len(captured))


def _incident(judged: Judged) -> Incident:
    case = judged.case
    cause = case.cause
    events = [sighting.first for sighting in cause.sightings]
    lasts = [sighting.last for episode in case.members for sighting in episode.sightings]
    values = _values(cause)
    effects = {episode.signature.id: episode.signature for episode in case.effects}
    effects.pop(cause.signature.id, None)
    return Incident(
        cause=cause.signature.id,
        title=judged.title,
        severity=case.severity,
        start_ns=events[0].time_ns,
        end_ns=max((e.time_ns for e in lasts if e.time_ns is not None), default=None),
        confidence=judged.confidence,
        consequences=tuple(effects),
        because=tuple(term.why for term in terms(case, ())),
        steps=incident_steps(cause.signature, values[0] if values else {}, effects.values()),
        hypotheses=hypotheses(judged),
    )


def _roles(
    judged: Sequence[Judged], found: Sequence[Sighting], harmless: set[int]
) -> dict[str, Role]:
    """Return the part that each error signature plays in this log."""
    roles: dict[str, Role] = {}
    loud = {s.signature.id for s in found if id(s) not in harmless}
    for sighting in found:
        if sighting.signature.kind is not Kind.LIFECYCLE:
            quiet = sighting.signature.id not in loud
            roles[sighting.signature.id] = Role.BENIGN if quiet else Role.INDEPENDENT
    for one in judged:
        for episode in one.case.effects:
            roles[episode.signature.id] = Role.CONSEQUENCE
    for index, one in enumerate(judged):
        if one.case.links or index == 0:
            roles[one.case.cause.signature.id] = Role.CAUSE
    return roles
