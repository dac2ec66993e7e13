"""Normal is normal: what looks like trouble but is how a healthy service is deployed and run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.attempts import ROLLOUT
from logscan.analysis.sightings import MINUTE, SECOND
from logscan.model import Kind, Mark, Nature, Outcome, Phase, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span

BEFORE_LIVE = 2 * MINUTE
"""A stop this long before the newer boot's live line still belongs to the rollout."""

RESTARTED_WITHIN = 5 * MINUTE
"""A stop that is followed by a boot that works within this time was a restart."""

SIDE_EFFECT = 15 * SECOND
"""How near to a normal stop its side effects (closed sockets) lie."""

_NORMAL_STATUSES = frozenset({None, 0, 130, 137, 143})


class Homes:
    """Which attempts a sighting lies in."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._of: dict[int, list[Span]] = {}
        for span in spans:
            for sighting in span.sightings:
                self._of.setdefault(id(sighting), []).append(span)

    def of(self, sighting: Sighting) -> list[Span]:
        """Return the attempts of *sighting*, the outermost first."""
        return self._of.get(id(sighting), [])

    def boot(self, sighting: Sighting) -> Span | None:
        """Return the boot that *sighting* lies in, if any."""
        boots = [span for span in self.of(sighting) if span.phase is Phase.BOOT]
        return boots[-1] if boots else None


def normal(found: Sequence[Sighting], spans: Sequence[Span], homes: Homes) -> set[int]:
    """Return the ids (``id()``) of the sightings that are no trouble in their context."""
    stops = _Stops(spans)
    harmless = {id(sighting) for sighting in found if _normal(sighting, homes, stops)}
    calm = _calm_positions(found, harmless)
    for sighting in found:
        if id(sighting) not in harmless and _side_effect(sighting, calm):
            harmless.add(id(sighting))
    return harmless


def _normal(sighting: Sighting, homes: Homes, stops: _Stops) -> bool:
    signature = sighting.signature
    if signature.kind is Kind.BENIGN:
        return True
    if signature.kind is Kind.LIFECYCLE:
        return False
    boot = homes.boot(sighting)
    if signature.mark is Mark.PORT_WAIT:
        return _served_later(sighting, boot, homes)
    if signature.mark in (Mark.STOP, Mark.EXIT):
        return boot is not None and stops.planned(boot)
    if signature.mark is Mark.RESTART:
        return True
    return signature.nature is Nature.AMBIENT and _ambient(sighting, homes)


def _served_later(sighting: Sighting, boot: Span | None, homes: Homes) -> bool:
    """Return whether the port that was waited for came up after all."""
    spans = homes.of(sighting)
    if boot is not None:
        spans = [*spans, *([boot.parent] if boot.parent else [])]
    return any(
        span.live or span.outcome in (Outcome.LIVE, Outcome.RESTARTED) or span.served is not None
        for span in spans
    )


def _ambient(sighting: Sighting, homes: Homes) -> bool:
    """Return whether an ambient line lies in an attempt that did not end badly."""
    if sighting.signature.severity >= Severity.HIGH:
        return False
    return not any(span.failed for span in homes.of(sighting))


def _calm_positions(
    found: Sequence[Sighting], harmless: set[int]
) -> Mapping[Scope, list[Sighting]]:
    calm: dict[Scope, list[Sighting]] = {}
    for sighting in found:
        if id(sighting) in harmless and sighting.signature.mark is Mark.STOP:
            calm.setdefault(sighting.scope, []).append(sighting)
    return calm


def _side_effect(sighting: Sighting, calm: Mapping[Scope, list[Sighting]]) -> bool:
    """Return whether *sighting* is a usual consequence of a stop that was normal."""
    signature = sighting.signature
    for stop in calm.get(sighting.scope, ()):
        linked = signature.id in stop.signature.explains or (
            stop.signature.id in signature.explained_by
        )
        if linked and -SIDE_EFFECT <= sighting.start - stop.start <= 4 * SIDE_EFFECT:
            return True
    return False


class _Stops:
    """Which stopped boots were stopped on purpose."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans: dict[Scope, list[Span]] = {}
        for span in spans:
            if span.phase in (Phase.BOOT, Phase.DEPLOY):
                self._spans.setdefault(span.scope, []).append(span)
        self._known: dict[int, bool] = {}

    def planned(self, boot: Span) -> bool:
        """Return whether *boot* was asked to stop by a rollout or a restart."""
        known = self._known.get(id(boot))
        if known is None:
            known = self._known[id(boot)] = self._planned(boot)
        return known

    def _planned(self, boot: Span) -> bool:
        if boot.stopping is None or boot.exit_status not in _NORMAL_STATUSES:
            return False
        if boot.outcome is Outcome.RESTARTED:
            return True
        others = [span for span in self._spans.get(boot.scope, ()) if span is not boot]
        return any(self._took_over(boot, boot.stopping, other) for other in others)

    @staticmethod
    def _took_over(boot: Span, stopping: int, other: Span) -> bool:
        """Return whether *other* is the newer one that made *boot* leave."""
        if other is boot.parent:
            return False
        if other.phase is Phase.DEPLOY:
            return other.outcome is Outcome.LIVE and (
                -BEFORE_LIVE <= stopping - other.end <= ROLLOUT
            )
        if other.served is None or other.start < boot.start:
            return False
        rollout = -BEFORE_LIVE <= stopping - other.served <= ROLLOUT
        restart = 0 <= other.start - stopping <= RESTARTED_WITHIN
        return rollout or restart
