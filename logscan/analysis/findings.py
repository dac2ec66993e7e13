"""One finding per signature: all that was found of it, and the part it plays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from logscan.analysis.sightings import LINE
from logscan.analysis.tracks import KEPT_VALUES, order
from logscan.analysis.words import filled_steps, title
from logscan.model import Burst, Evidence, Finding, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.analysis.sightings import Sighting
    from logscan.analysis.timeline import Key, Timeline
    from logscan.analysis.tracks import Cell, Track
    from logscan.model import Event, Excerpt, Signature, Text

SLICES = 24
"""How many slices the histogram of a burst has."""

SHOWN_BURSTS = 200
"""How many bursts of one signature a report holds; the shortest gaps are closed first."""


def bursts(timeline: Timeline, signatures: Mapping[str, Signature]) -> dict[str, list[Burst]]:
    """Return the bursts of every signature, earliest first."""
    found: dict[str, list[Burst]] = {}
    for key, track in timeline.tracks():
        if key[0] in signatures:
            gap = signatures[key[0]].burst_gap_ns
            found.setdefault(key[0], []).extend(_runs(key, track, gap))
    for some in found.values():
        some.sort(key=lambda burst: order(burst.first))
    return found


def _runs(key: Key, track: Track, gap_ns: int) -> list[Burst]:
    dated = track.unit > 1
    gap = gap_ns if dated else gap_ns // LINE
    runs: list[list[Cell]] = []
    for cell in track.ordered():
        if runs and _gap(runs[-1], [cell]) <= gap:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    _close_gaps(runs)
    return [_burst(key, run, dated=dated) for run in runs]


def _ends(run: Sequence[Cell]) -> tuple[int, int]:
    """Return when a run began and ended; in lines where it has no times."""
    first, last = run[0].first, run[-1].last
    if first.time_ns is None or last.time_ns is None:
        return first.order, last.order
    return first.time_ns, last.time_ns


def _gap(run: Sequence[Cell], following: Sequence[Cell]) -> int:
    return _ends(following)[0] - _ends(run)[1]


def _close_gaps(runs: list[list[Cell]]) -> None:
    """Join neighbours, the nearest first, until there are few enough to read."""
    if len(runs) <= SHOWN_BURSTS:
        return
    gaps = [_gap(runs[i], runs[i + 1]) for i in range(len(runs) - 1)]
    wide = set(sorted(range(len(gaps)), key=lambda i: (-gaps[i], i))[: SHOWN_BURSTS - 1])
    joined: list[list[Cell]] = [runs[0]]
    for index, run in enumerate(runs[1:]):
        if index in wide:
            joined.append(run)
        else:
            joined[-1].extend(run)
    runs[:] = joined


def _burst(key: Key, run: Sequence[Cell], *, dated: bool) -> Burst:
    first, last = run[0].first, run[-1].last
    return Burst(
        signature_id=key[0],
        occurrences=sum(cell.occurrences for cell in run),
        first=first,
        last=last,
        start_ns=first.time_ns if dated else None,
        end_ns=last.time_ns if dated else None,
        service=key[1],
        instance=key[2],
        histogram=_histogram(run),
    )


def _histogram(run: Sequence[Cell]) -> tuple[int, ...]:
    """Return occurrences in equal slices; a cell counts where its middle lies."""
    start, end = _ends(run)
    if end == start:
        return (sum(cell.occurrences for cell in run),)
    slices = [0] * min(SLICES, len(run) if len(run) > 1 else 2)
    for cell in run:
        middle = sum(_ends([cell])) // 2
        slices[min(len(slices) - 1, (middle - start) * len(slices) // (end - start))] += (
            cell.occurrences
        )
    return tuple(slices)


def captures(timeline: Timeline, made: Iterable[Sighting] = ()) -> Values:
    """Return for every signature the sets of values captured together, the earliest first.

    *made* are conclusions, which no track has.
    """
    kept: dict[str, dict[tuple[tuple[str, str], ...], Event]] = {}
    for key, track in timeline.tracks():
        known = kept.setdefault(key[0], {})
        for values, (_, event) in track.values.items():
            if values not in known or order(event) < order(known[values]):
                known[values] = event
    for one in made:
        kept.setdefault(one.signature.id, {}).setdefault(one.first.captures, one.first)
    return {
        name: [dict(values) for values, _ in sorted(known.items(), key=lambda kv: order(kv[1]))]
        for name, known in kept.items()
    }


Values = dict[str, list[dict[str, str]]]
"""For each signature the sets of values captured together."""


Shown = dict[tuple[str, int], "Excerpt"]
"""Every excerpt that was kept, by source and offset."""


def _by_name(sets: Iterable[Mapping[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names: dict[str, dict[str, None]] = {}
    for values in sets:
        for name, value in values.items():
            known = names.setdefault(name, {})
            if value and len(known) < KEPT_VALUES:
                known[value] = None
    return tuple((name, tuple(known)) for name, known in sorted(names.items()) if known)


def _evidence(
    excerpts: Sequence[Excerpt], some: Sequence[Burst], shown: Shown
) -> tuple[Evidence, ...]:
    """Return the excerpts, or for a conclusion the lines that it points at."""
    found = [_quote(excerpt.event, excerpt) for excerpt in excerpts]
    if not found:
        firsts = [burst.first for burst in some[:3]]
        found = [_quote(event, shown.get((event.source, event.offset))) for event in firsts]
    return tuple(found)


def _quote(event: Event, excerpt: Excerpt | None) -> Evidence:
    return Evidence(
        source=event.source,
        line=event.line,
        offset=event.offset,
        time_ns=event.time_ns,
        text=event.evidence,
        before=excerpt.before if excerpt else (),
        after=excerpt.after if excerpt else (),
    )


def findings(
    timeline: Timeline,
    signatures: Mapping[str, Signature],
    some: Mapping[str, list[Burst]],
    *,
    roles: Mapping[str, Role],
    values: Values,
    notes: Mapping[str, Text],
) -> list[Finding]:
    """Return one finding per error and benign signature: cause first, benign last."""
    kept = {name: timeline.excerpts(name) for name in signatures}
    shown = {(one.event.source, one.event.offset): one for row in kept.values() for one in row}
    made = [
        replace(
            _finding(signatures[name], found, values.get(name, []), roles.get(name)),
            evidence=_evidence(kept[name], found, shown),
            note=notes.get(name),
        )
        for name, found in some.items()
        if signatures[name].kind is not Kind.LIFECYCLE
    ]
    return sorted(made, key=_rank)


def _finding(
    signature: Signature,
    found: list[Burst],
    values: list[dict[str, str]],
    role: Role | None,
) -> Finding:
    if role is None:
        role = Role.BENIGN if signature.kind is Kind.BENIGN else Role.INDEPENDENT
    starts = [burst.start_ns for burst in found if burst.start_ns is not None]
    ends = [burst.end_ns for burst in found if burst.end_ns is not None]
    return Finding(
        signature=signature,
        role=role,
        title=title(signature, values),
        occurrences=sum(burst.occurrences for burst in found),
        first_ns=min(starts, default=None),
        last_ns=max(ends, default=None),
        services=tuple(sorted({burst.service for burst in found if burst.service is not None})),
        instances=tuple(sorted({burst.instance for burst in found if burst.instance is not None})),
        captures=_by_name(values),
        bursts=tuple(found),
        steps=filled_steps(signature.steps, values[0] if values else {}),
    )


_ROLES = {Role.CAUSE: 0, Role.CONSEQUENCE: 1, Role.INDEPENDENT: 1, Role.BENIGN: 2}


def _rank(finding: Finding) -> tuple[object, ...]:
    first = order(finding.bursts[0].first)
    return (_ROLES[finding.role], -finding.signature.severity, first, finding.signature.id)
