"""Why an attempt ended badly, in the words that Render's own events use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import FailureReason, Kind, Mark, Nature, Phase

if TYPE_CHECKING:
    from logscan.analysis.sightings import Sighting
    from logscan.analysis.spans import Span

_UNHEALTHY = frozenset({"health-check-failed", "kube-probe-failed", "replicas-never-healthy"})
_EARLY = frozenset({"application-exited-early"})
_KILLED = 137


def reason(span: Span) -> FailureReason | None:
    """Return why *span* ended badly, or nothing where it did not or the log does not say."""
    if not span.failed:
        return None
    if any(_of_memory(sighting, span) for sighting in span.sightings):
        return FailureReason.OUT_OF_MEMORY
    if span.seen & _UNHEALTHY:
        return FailureReason.UNHEALTHY
    if span.exit_status:
        return FailureReason.NON_ZERO_EXIT
    if span.exit_status == 0 or span.seen & _EARLY:
        return FailureReason.EARLY_EXIT
    given_up = span.has(Mark.DEPLOY_FAILED) and span.phase in (Phase.DEPLOY, Phase.BOOT)
    return FailureReason.TIMED_OUT if given_up else None


def _of_memory(sighting: Sighting, span: Span) -> bool:
    """Return whether a line says that memory ran out, or is a kill that nobody asked for."""
    signature = sighting.signature
    if signature.category != "memory" or signature.kind is not Kind.ERROR:
        return False
    root = signature.nature is Nature.ROOT
    return root or (span.exit_status == _KILLED and span.stopping is None)
