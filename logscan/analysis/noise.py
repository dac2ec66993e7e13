"""Normal is normal: what looks like trouble but is how a healthy service is deployed and run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from logscan.analysis.attempts import ROLLOUT
from logscan.analysis.sightings import MINUTE, SECOND
from logscan.model import Kind, Mark, Nature, Outcome, Phase, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.incidents import Case
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span

BEFORE_LIVE = 2 * MINUTE
"""A stop this long before the newer boot's live line still belongs to the rollout."""

RESTARTED_WITHIN = 5 * MINUTE
"""A stop that is followed by a boot that works within this time was a restart."""

SIDE_EFFECT = 15 * SECOND
"""How long before the word of a normal stop its side effects (closed sockets) may show."""

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
    planned = planned_stops(spans)
    return {id(sighting) for sighting in found if _normal(sighting, homes, planned)}


def _normal(sighting: Sighting, homes: Homes, planned: set[int]) -> bool:
    signature = sighting.signature
    if signature.kind is Kind.BENIGN:
        return True
    if signature.kind is Kind.LIFECYCLE:
        return False
    boot = homes.boot(sighting)
    if signature.mark is Mark.PORT_WAIT:
        return _served_later(sighting, boot, homes)
    if boot is not None and id(boot) in planned:
        return _of_the_stop(sighting, boot)
    return signature.mark is Mark.RESTART


def _served_later(sighting: Sighting, boot: Span | None, homes: Homes) -> bool:
    """Return whether the port that was waited for came up after all."""
    spans = homes.of(sighting)
    if boot is not None and boot.parent is not None:
        spans = [*spans, boot.parent]
    if any(span.failed for span in spans):
        return False
    return any(
        span.outcome in (Outcome.LIVE, Outcome.RESTARTED) or span.served is not None
        for span in spans
    )


def _of_the_stop(sighting: Sighting, boot: Span) -> bool:
    """Return whether *sighting* is a word of a boot's normal end, not of its life."""
    signature = sighting.signature
    if signature.mark in (Mark.STOP, Mark.EXIT, Mark.RESTART):
        return True
    stopping = boot.stopping or 0
    small = signature.nature is not Nature.ROOT or signature.severity <= Severity.MEDIUM
    return small and sighting.start >= stopping - SIDE_EFFECT


def ambient(case: Case) -> bool:
    """Return whether a case is only of ambient lines in attempts that did not end badly."""
    signature = case.cause.signature
    if signature.nature is not Nature.AMBIENT or signature.severity >= Severity.HIGH:
        return False
    marked = signature.mark is not None
    return not marked and not case.links and not case.lost


# ---------------------------------------------------------------- stops that are meant


def planned_stops(spans: Sequence[Span]) -> set[int]:
    """Return the ids of the boots that were asked to stop by a rollout or a restart."""
    by_scope: dict[Scope, list[Span]] = {}
    for span in spans:
        by_scope.setdefault(span.scope, []).append(span)
    return {
        id(span)
        for some in by_scope.values()
        for takeovers in (_Takeovers(some),)
        for span in some
        if span.phase is Phase.BOOT and _planned(span, takeovers)
    }


def _planned(boot: Span, takeovers: _Takeovers) -> bool:
    if boot.stopping is None or boot.exit_status not in _NORMAL_STATUSES:
        return False
    return boot.outcome is Outcome.RESTARTED or takeovers.of(boot, boot.stopping)


class _Takeovers:
    """The moments at which one service's newer boots and deploys took over."""

    def __init__(self, spans: Iterable[Span]) -> None:
        found = [(at, span) for span in spans if (at := _took_over(span)) is not None]
        self._served = sorted(found, key=lambda item: item[0])
        self._positions = [position for position, _ in self._served]

    def of(self, boot: Span, stopping: int) -> bool:
        """Return whether a newer attempt made *boot* leave: a rollout, or a restart."""
        begin = bisect_left(self._positions, stopping - ROLLOUT)
        end = bisect_right(self._positions, stopping + RESTARTED_WITHIN + BEFORE_LIVE)
        return any(
            self._by(boot, stopping, position, other) for position, other in self._served[begin:end]
        )

    @staticmethod
    def _by(boot: Span, stopping: int, position: int, other: Span) -> bool:
        if other is boot or other is boot.parent or other.start < boot.start:
            return False
        rollout = position - stopping <= BEFORE_LIVE
        restart = 0 <= other.start - stopping <= RESTARTED_WITHIN
        return rollout or restart


def _took_over(span: Span) -> int | None:
    """Return where *span* began to serve, if it did."""
    if span.phase is Phase.BOOT:
        return span.served
    return span.end if span.phase is Phase.DEPLOY and span.outcome is Outcome.LIVE else None
