"""Before and after: what the log showed before the last restart and what after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.concluded import RULES
from logscan.analysis.words import title
from logscan.model import Kind, Phase, SeenOf, StatusTracking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span


def tracking(
    found: Iterable[Sighting],
    spans: Sequence[Span],
    harmless: Collection[int],
    scope: Scope | None,
) -> StatusTracking | None:
    """Return both sides of the last restart of one service, or nothing where it has none."""
    boots = [span for span in spans if span.phase is Phase.BOOT and span.scope == scope]
    if len(boots) < 2 or boots[-1].cut:  # noqa: PLR2004 - a restart has a boot on either side
        return None
    last = boots[-1]
    inside = {id(sighting) for sighting in last.sightings}
    errors = [
        sighting
        for sighting in found
        if sighting.scope == scope
        and sighting.signature.kind is Kind.ERROR
        and id(sighting) not in harmless
    ]
    before = [s for s in errors if s.start < last.start and id(s) not in inside]
    after = [s for s in errors if s.start >= last.start or id(s) in inside]
    first = min(last.sightings, key=lambda sighting: sighting.place)
    return StatusTracking(
        restart_ns=first.first.time_ns,
        restart_line=first.first.line,
        source=first.first.source,
        service=last.scope.service,
        before=_seen(before),
        after=_seen(after),
        works_after=_works(last, after),
    )


def _seen(some: Sequence[Sighting]) -> tuple[SeenOf, ...]:
    """Count what was read; what was only concluded is told where nothing else is."""
    counted: dict[str, list[Sighting]] = {}
    for sighting in [one for one in some if one.signature.family != RULES] or some:
        counted.setdefault(sighting.signature.id, []).append(sighting)
    return tuple(
        SeenOf(
            signature_id=name,
            title=title(every[0].signature, [dict(one.first.captures) for one in every[:16]]),
            occurrences=sum(one.occurrences for one in every),
        )
        for name, every in counted.items()
    )


def _works(last: Span, after: Sequence[Sighting]) -> bool | None:
    if last.failed or (last.ended and last.stopping is not None):
        return False
    if last.served is not None:
        return True
    return False if after else None
