"""The timeline of the report: lifecycle marks and bursts in time order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.tracks import order
from logscan.analysis.words import title
from logscan.model import Kind, Role, TimelineEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.analysis.timeline import Timeline
    from logscan.model import Burst, Event, Signature, Text


def entries(
    signatures: Mapping[str, Signature],
    bursts: Mapping[str, list[Burst]],
    roles: Mapping[str, Role],
    timeline: Timeline,
    values: Mapping[str, list[dict[str, str]]],
) -> tuple[TimelineEntry, ...]:
    """Return marks one by one and everything else by bursts; undated entries by line."""
    single = {
        event.signature_id
        for event in timeline.marks()
        if event.signature_id in signatures
        and signatures[event.signature_id].kind is Kind.LIFECYCLE
    }
    rows: list[tuple[Event, TimelineEntry]] = [
        (event, _mark(signatures[event.signature_id], event))
        for event in timeline.marks()
        if event.signature_id in single
    ]
    for name, found in bursts.items():
        if name in single:
            continue
        signature = signatures[name]
        known = title(signature, values.get(name, []))
        rows += [(burst.first, _burst(signature, burst, roles, known)) for burst in found]
    rows.sort(key=lambda row: order(row[0]))
    return tuple(entry for _, entry in rows)


def _mark(signature: Signature, event: Event) -> TimelineEntry:
    return TimelineEntry(
        time_ns=event.time_ns,
        end_ns=event.time_ns,
        kind=signature.kind,
        signature_id=signature.id,
        title=title(signature, [dict(event.captures)]),
        severity=signature.severity,
        occurrences=1,
        source=event.source,
        line=event.line,
        service=event.service,
        instance=event.instance,
        mark=signature.mark,
        text=event.evidence,
    )


def _burst(
    signature: Signature, burst: Burst, roles: Mapping[str, Role], known: Text
) -> TimelineEntry:
    return TimelineEntry(
        time_ns=burst.start_ns,
        end_ns=burst.end_ns,
        kind=signature.kind,
        signature_id=signature.id,
        title=known,
        severity=signature.severity,
        occurrences=burst.occurrences,
        source=burst.first.source,
        line=burst.first.line,
        service=burst.service,
        instance=burst.instance,
        role=None if signature.kind is Kind.LIFECYCLE else roles.get(signature.id),
        histogram=burst.histogram,
        mark=signature.mark,
        text=burst.first.evidence,
    )
