"""Turn a timeline into the report: attempts, incidents, verdict, next steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.analysis import absence, concluded, noise, silences
from logscan.analysis.attempts import attempt_of, cut
from logscan.analysis.confidence import confidence, terms
from logscan.analysis.episodes import episodes, recoveries
from logscan.analysis.findings import bursts, captures, findings
from logscan.analysis.homes import Homes
from logscan.analysis.hypotheses import hypotheses
from logscan.analysis.incidents import cases
from logscan.analysis.rules import World
from logscan.analysis.runbook import Evidence, ticked, weighed
from logscan.analysis.sightings import sightings
from logscan.analysis.steps import incident_steps, next_steps, steps_after
from logscan.analysis.timetable import entries
from logscan.analysis.tracking import tracking
from logscan.analysis.verdict import Judged, State, over, rank, verdict
from logscan.analysis.words import title
from logscan.model import (
    Incident,
    Kind,
    Report,
    Role,
    RuleEffect,
    Severity,
    Status,
    Unexplained,
)
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.analysis.episodes import Episode
    from logscan.analysis.incidents import Case
    from logscan.analysis.rules import Detection
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.analysis.timeline import Timeline
    from logscan.model import (
        Catalogue,
        Rule,
        Runbook,
        Signature,
        SourceInfo,
        Stats,
        Text,
        UnknownLine,
        Verdict,
    )

SHOWN_INCIDENTS = 50
"""How many incidents a report tells; the most important ones."""

SHOWN_SHAPES = 100
"""How many shapes of unexplained lines a report holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What was seen and what was concluded from it, before anything is judged."""

    signatures: Mapping[str, Signature]  # with the faces of rules
    found: Sequence[Sighting]  # with the conclusions, in order
    made: Sequence[Sighting]  # the conclusions alone
    spans: Sequence[Span]
    homes: Homes
    harmless: Mapping[int, Signature]  # by ``id()`` of the sighting: what says it is normal
    supports: Sequence[Detection]
    worked: Mapping[Scope, list[int]]
    ends: Mapping[Scope, int]
    answers: Mapping[Scope, int]  # where a request was last answered well


def analyse(
    timeline: Timeline,
    *,
    catalogue: Catalogue,
    sources: Sequence[SourceInfo],
    stats: Stats,
    warnings: Sequence[Text] = (),
    complete: bool = True,
    version: str = "",
    runbook: Runbook | None = None,
    now_ns: int | None = None,
) -> Report:
    """Return the whole answer for what *timeline* holds; never raises on any log.

    With a *runbook* its causes are weighed and its checklists ticked; *now_ns* tells whether
    the last line is recent.
    """
    scene = look(timeline, catalogue, sources)
    states = _states(scene)
    judged, harmless = _judge_all(scene, states)
    weighty = [one for one in judged if one.case.severity >= Severity.MEDIUM]
    roles = _roles(weighty, scene.found, harmless)
    incidents = weighty[:SHOWN_INCIDENTS]
    some = bursts(timeline, scene.signatures) | concluded.bursts(scene.made)
    values = captures(timeline, scene.made)
    answer = verdict(
        judged,
        states,
        stats,
        _unexplained_lines(timeline, stats),
        answered_ns=max((info.answered_ns or 0 for info in sources), default=0) or None,
        complete=complete,
    )
    told = tuple(_incident(one, scene) for one in incidents)
    shapes = timeline.shapes.counted()
    counters = _counters(timeline, len(shapes), len(weighty))
    trouble = answer.status in (Status.FAILING, Status.DEGRADED)
    active = [i.steps for i, one in zip(told, incidents, strict=True) if not one.over]
    scope = _main_scope(answer, judged, states)
    report = Report(
        version=version,
        catalogue_digest=catalogue.digest,
        complete=complete,
        warnings=(
            *warnings,
            *_missing(scene, sources, stats, complete=complete),
            *absence.bounds(counters),
        ),
        sources=tuple(sources),
        stats=replace(stats, counters={**stats.counters, **counters}),
        verdict=answer,
        incidents=told,
        findings=tuple(
            findings(
                timeline,
                scene.signatures,
                some,
                roles=roles,
                values=values,
                notes=_notes(scene, harmless),
            )
        ),
        timeline=entries(scene.signatures, some, roles, timeline, values),
        attempts=tuple(attempt_of(span) for span in scene.spans),
        unexplained=_unexplained(shapes),
        next_steps=steps_after([one.steps for one in told])
        if answer.status is Status.RECOVERED
        else next_steps(active, trouble=trouble),
        tracking=tracking(scene.found, scene.spans, harmless.keys(), scope),
    )
    if runbook is None:
        return report
    state = None if scope is None else states.get(scope)
    going_on = [i for i, one in zip(told, incidents, strict=True) if not one.over] or told
    return _by_runbook(report, runbook, going_on, state, now_ns)


def _main_scope(
    answer: Verdict, judged: Sequence[Judged], states: Mapping[Scope, State]
) -> Scope | None:
    """Return the service that the verdict is about."""
    scopes = (one.case.cause.scope for one in judged if one.case.cause.signature.id == answer.cause)
    return next(scopes, next(iter(states), None))


def _by_runbook(
    report: Report,
    runbook: Runbook,
    going_on: Sequence[Incident],
    state: State | None,
    now_ns: int | None,
) -> Report:
    """Return *report* with the runbook's causes weighed and its checklists ticked."""
    evidence = Evidence(
        findings=report.findings,
        incidents=going_on,
        attempts=report.attempts,
        timeline=report.timeline,
        state=state,
        last_ns=max((info.last_ns or 0 for info in report.sources), default=0) or None,
        now_ns=now_ns,
    )
    return replace(report, causes=weighed(runbook, evidence), checklist=ticked(runbook, evidence))


# ---------------------------------------------------------------- looking


def look(timeline: Timeline, catalogue: Catalogue, sources: Sequence[SourceInfo]) -> Scene:
    """Cut the attempts and let the rules say what is normal and what can be concluded."""
    signatures = {signature.id: signature for signature in catalogue.signatures}
    found = sightings(timeline, signatures, sources)
    spans = cut(found)
    silences.note(spans, sources)
    homes = Homes(spans)
    ends = _ends(found, sources)
    world = World(found=found, spans=spans, homes=homes, ends=ends, signatures=signatures)
    harmless = noise.normal(found, world.detect(catalogue.rules, RuleEffect.CALM), homes)
    world = replace(world, skip=frozenset(harmless))
    supports = world.detect(catalogue.rules, RuleEffect.SUPPORT)
    made = concluded.placed(world.detect(catalogue.rules, RuleEffect.FINDING), homes)
    return Scene(
        signatures=signatures | _faces(catalogue.rules),
        found=sorted([*found, *made], key=lambda one: one.place),
        made=made,
        spans=spans,
        homes=homes,
        harmless=harmless,
        supports=supports,
        worked=recoveries(spans),
        ends=ends,
        answers=_answers(found, sources),
    )


def _faces(rules: Sequence[Rule]) -> dict[str, Signature]:
    return {rule.id: rule.signature for rule in rules}


def _ends(found: Sequence[Sighting], sources: Sequence[SourceInfo]) -> dict[Scope, int]:
    """Return where the log ends for each service."""
    ends: dict[Scope, int] = {}
    for sighting in found:
        ends[sighting.scope] = max(ends.get(sighting.scope, 0), sighting.end)
    last_ns = max((info.last_ns or 0 for info in sources), default=0)
    return {scope: max(end, last_ns) if scope.dated else end for scope, end in ends.items()}


def _answers(found: Sequence[Sighting], sources: Sequence[SourceInfo]) -> dict[Scope, int]:
    """Return where each service last answered a request, as far as a source is of one service."""
    known = {info.name: info.answered_ns for info in sources if info.answered_ns is not None}
    scopes: dict[str, set[Scope]] = {}
    for sighting in found:
        scopes.setdefault(sighting.first.source, set()).add(sighting.scope)
    answers: dict[Scope, int] = {}
    for source, some in scopes.items():
        if source in known and len(some) == 1:
            (scope,) = some
            answers[scope] = max(answers.get(scope, 0), known[source])
    return answers


# ---------------------------------------------------------------- judging


def _judge_all(
    scene: Scene, states: Mapping[Scope, State]
) -> tuple[list[Judged], dict[int, Signature | None]]:
    """Return the judged cases, most important first, and everything that is normal."""
    harmless: dict[int, Signature | None] = dict(scene.harmless)
    made = []
    for case in cases(episodes(scene.found, harmless.keys(), scene.homes, scene.worked)):
        if noise.ambient(case):
            harmless |= dict.fromkeys(map(id, case.cause.sightings))
        else:
            made.append(_judge(case, scene, states))
    return sorted(made, key=rank), harmless


def _judge(case: Case, scene: Scene, states: Mapping[Scope, State]) -> Judged:
    return Judged(
        case=case,
        title=title(case.cause.signature, _values(case.cause)),
        confidence=confidence(terms(case, scene.spans, _supports(case, scene))),
        over=over(case, states[case.cause.scope]),
    )


def _supports(case: Case, scene: Scene) -> list[Text]:
    """Return the reasons of the supporting rules that speak for this cause, here."""
    mine = set(map(id, case.cause.spans))
    return [
        detection.rule.because
        for detection in scene.supports
        if case.cause.signature.id in detection.rule.supports
        and detection.rule.because is not None
        and mine & set(map(id, detection.spans))
    ][:1]


def _states(scene: Scene) -> dict[Scope, State]:
    """Return the state of every service at the end of the log."""
    by_scope: dict[Scope, list[Span]] = {scope: [] for scope in scene.ends}
    for span in scene.spans:
        by_scope[span.scope].append(span)
    return {
        scope: State(
            spans=by_scope[scope],
            worked=scene.worked.get(scope, []),
            end=end,
            answered=scene.answers.get(scope),
        )
        for scope, end in scene.ends.items()
    }


def _values(episode: Episode) -> list[dict[str, str]]:
    """Return the captured values of the first sightings of *episode*, the fullest set first."""
    values = [dict(event.captures) for s in episode.sightings[:64] for event in (s.first, s.last)]
    return sorted(values, key=lambda captured: -len(captured))


# ---------------------------------------------------------------- telling


def _incident(judged: Judged, scene: Scene) -> Incident:
    case = judged.case
    cause = case.cause
    lasts = [sighting.last for episode in case.members for sighting in episode.sightings]
    effects: dict[str, Episode] = {}
    for episode in case.effects:
        if episode.signature.id != cause.signature.id:
            effects.setdefault(episode.signature.id, episode)
    reasons = terms(case, scene.spans, _supports(case, scene))
    return Incident(
        cause=cause.signature.id,
        title=judged.title,
        severity=case.severity,
        start_ns=cause.sightings[0].first.time_ns,
        end_ns=max((e.time_ns for e in lasts if e.time_ns is not None), default=None),
        confidence=judged.confidence,
        consequences=tuple(effects),
        because=tuple(term.why for term in reasons),
        steps=incident_steps(
            cause.signature,
            _values(cause)[0],
            [(effect.signature, _values(effect)[0]) for effect in effects.values()],
        ),
        hypotheses=hypotheses(judged),
    )


def _roles(
    judged: Sequence[Judged], found: Sequence[Sighting], harmless: Mapping[int, object]
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


def _notes(scene: Scene, harmless: Mapping[int, Signature | None]) -> dict[str, Text]:
    """Return what says that a signature is normal here, or that it is a conclusion."""
    notes = {one.signature.id: concluded.CONCLUDED for one in scene.made}
    for sighting in scene.found:
        why = harmless.get(id(sighting))
        if why is not None and why.id != sighting.signature.id:
            notes.setdefault(sighting.signature.id, why.title)
    return notes


def _missing(
    scene: Scene, sources: Sequence[SourceInfo], stats: Stats, *, complete: bool
) -> list[Text]:
    """Return what the log does not show, with the commands that would show it."""
    services = {one.first.service for one in scene.found if one.first.service}
    return [*absence.capped(sources, services), *(absence.empty(stats) if complete else ())]


def _unexplained(shapes: Sequence[tuple[str, int, UnknownLine]]) -> tuple[Unexplained, ...]:
    return tuple(
        Unexplained(
            template=shape,
            occurrences=occurrences,
            source=line.source,
            line=line.line,
            text=line.text,
        )
        for shape, occurrences, line in shapes[:SHOWN_SHAPES]
    )


def _unexplained_lines(timeline: Timeline, stats: Stats) -> int:
    return max(timeline.shapes.lines, stats.error_lines - stats.explained_error_lines, 0)


def _counters(timeline: Timeline, shapes: int, incidents: int) -> dict[str, int]:
    """Return the bounds that the analysis hit."""
    left = {
        "shapes_not_shown": max(0, shapes - SHOWN_SHAPES),
        "incidents_not_shown": max(0, incidents - SHOWN_INCIDENTS),
    }
    return timeline.counters() | {name: count for name, count in left.items() if count}
