"""Normal is normal: what looks like trouble but is how a healthy service is deployed and run.

Which constellations are normal is said by the calming rules of the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.facts import means
from logscan.model import Kind, Mark, Nature, Phase, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.homes import Homes
    from logscan.analysis.incidents import Case
    from logscan.analysis.rules import Detection
    from logscan.analysis.sightings import Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Signature

_END_MARKS = (Mark.STOP, Mark.EXIT, Mark.RESTART)


def normal(
    found: Sequence[Sighting], detections: Iterable[Detection], homes: Homes
) -> dict[int, Signature]:
    """Return the ids (``id()``) of the sightings that are no trouble, with what says so."""
    harmless = {id(s): s.signature for s in found if s.signature.kind is Kind.BENIGN}
    for detection in detections:
        for sighting in _calmed(detection, homes):
            harmless.setdefault(id(sighting), detection.rule.signature)
    return harmless


def _calmed(detection: Detection, homes: Homes) -> Iterable[Sighting]:
    """Yield what a calming rule makes normal: what it named, and what belongs to that."""
    named = detection.sightings
    calms = detection.rule.calms
    if calms is None:
        return
    yield from (sighting for sighting in named if means(calms, sighting.signature))
    if named:
        for sighting in named:
            for span in homes.of(sighting):
                if span.phase is Phase.BOOT and span.stopping is not None:
                    yield from _around(sighting, span, detection)
    else:
        for span in detection.spans:
            yield from (s for s in span.sightings if means(calms, s.signature))


def _around(named: Sighting, span: Span, detection: Detection) -> Iterable[Sighting]:
    """Yield what belongs to a stop: the end of its boot, and what is beside it."""
    calms, near = detection.rule.calms, detection.rule.near_ns
    if calms is None or named.signature.mark is not Mark.STOP:
        return
    for sighting in span.sightings:
        close = near is None or -near <= sighting.start - named.start <= near
        ends = sighting.signature.mark in _END_MARKS
        if ends or (close and means(calms, sighting.signature)):
            yield sighting


def ambient(case: Case) -> bool:
    """Return whether a case is only of ambient lines in attempts that did not end badly."""
    signature = case.cause.signature
    if signature.nature is not Nature.AMBIENT or signature.severity >= Severity.HIGH:
        return False
    marked = signature.mark is not None
    return not marked and not case.links and not case.lost
