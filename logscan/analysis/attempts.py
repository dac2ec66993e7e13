"""Attempts are what lies between the platform's own marks: one build, deploy or boot each.

Platform lines and application lines are two streams that are printed out of step by seconds,
so nothing here trusts the order of two lines that stand close together: an error after an
exit and before the next boot belongs to the attempt that exited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis import boots, deploys
from logscan.analysis.boots import SAME_START
from logscan.analysis.cutting import Cut
from logscan.analysis.reasons import reason
from logscan.analysis.sightings import SECOND
from logscan.analysis.spans import near
from logscan.model import Attempt, Kind, Mark, Outcome, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span

AFTER_EXIT = 2
"""Seconds after an exit in which an error still belongs to what exited, boot or no boot."""

_BUILD_CATEGORIES = frozenset({"build", "dependency"})
_PHASE_ORDER = {Phase.BUILD: 0, Phase.PREDEPLOY: 1, Phase.DEPLOY: 2, Phase.BOOT: 3}


def cut(found: Iterable[Sighting]) -> list[Span]:
    """Return the attempts of all services, earliest first; *found* must be in order."""
    by_scope: dict[Scope, list[Sighting]] = {}
    for sighting in found:
        by_scope.setdefault(sighting.scope, []).append(sighting)
    spans = [span for scope, some in by_scope.items() for span in _of_service(scope, some)]
    return sorted(spans, key=lambda span: (span.start, _PHASE_ORDER[span.phase], span.end))


def _of_service(scope: Scope, found: list[Sighting]) -> list[Span]:
    """Return one service's attempts; every one of them has at least one sighting."""
    state = Cut(scope, found)
    for sighting in found:
        mark = sighting.signature.mark
        (_HANDLERS.get(mark, _attach) if mark is not None else _attach)(state, sighting)
    _settle(state)
    return [span for span in state.spans if span.sightings]


def _settle(state: Cut) -> None:
    """Decide what the end of the log decides: an exit inside it was the last word."""
    for work in (state.build, state.predeploy):
        if work is not None and work.exits:
            state.end(work, Outcome.FAILED)
    for span in state.spans:
        if span.outcome is Outcome.LIVE and span.phase is not Phase.BOOT:
            span.exit_status = None  # a command in it failed, the whole did not
        boot = span.last_boot
        if boot is not None and boot.failed and span.outcome is Outcome.UNKNOWN:
            span.close(Outcome.FAILED)


# ---------------------------------------------------------------- what is no structural mark


def _attach(state: Cut, sighting: Sighting) -> None:
    """Put an error, or a mark that decides nothing, into the attempt it belongs to."""
    span = _home(state, sighting)
    if span is None:
        state.loosen(sighting)
    else:
        state.take(span, sighting)


def _home(state: Cut, sighting: Sighting) -> Span | None:
    mark = sighting.signature.mark
    boot = state.boot_of(sighting.instance)
    if mark is Mark.BUILD_STEP:
        return _build_of_step(state, sighting, boot)
    if mark is Mark.PORT_WAIT:
        return boot or _boot_of_deploy(state, sighting)
    work = _work(state, sighting, boot)
    if work is not None:
        return work
    ended = state.just_ended(sighting)
    if boot is None:
        return ended or _boot_of_deploy(state, sighting)
    return ended if ended is not None and _of_the_dead(sighting, ended, boot) else boot


def _of_the_dead(sighting: Sighting, ended: Span, boot: Span) -> bool:
    """Return whether a line that stands in a fresh boot still tells of the exit before it."""
    fresh = sighting.start - boot.start <= SECOND and boot.start > ended.end
    return ended.failed and fresh and near(ended.end, sighting.start, AFTER_EXIT)


def _work(state: Cut, sighting: Sighting, boot: Span | None) -> Span | None:
    """Return the open build or pre-deploy that an error lies in, beside a running boot."""
    if state.predeploy is not None:
        return state.predeploy
    if state.build is None:
        return None
    of_build = sighting.signature.category in _BUILD_CATEGORIES
    return state.build if of_build or boot is None else None


def _build_of_step(state: Cut, sighting: Sighting, boot: Span | None) -> Span | None:
    """Return the build of a step; a step on its own shows a build whose head is cut off."""
    if state.build is not None:
        return state.build
    if state.open_deploy is not None:
        return boot
    if boot is not None and near(boot.end, sighting.start, SAME_START):
        return boot
    ended = state.recent(Phase.BUILD, Outcome.LIVE, sighting)
    if ended is not None:
        return ended
    state.build = state.open(Phase.BUILD, sighting, cut_off=True)
    state.build.sightings.clear()  # the caller puts it in
    return state.build


def _boot_of_deploy(state: Cut, sighting: Sighting) -> Span | None:
    """Return the boot that a deploy without a start line implies (Docker prints none)."""
    deploy = state.open_deploy
    if deploy is None or deploy.last_boot is not None or sighting.instance is not None:
        return None
    boot = state.open(Phase.BOOT, sighting)
    boot.implied = True
    boot.sightings.clear()  # the caller puts it in
    return boot


_HANDLERS: Mapping[Mark, Callable[[Cut, Sighting], None]] = {
    Mark.BUILD_START: deploys.build_start,
    Mark.BUILD_OK: deploys.build_ok,
    Mark.BUILD_FAILED: deploys.build_failed,
    Mark.PREDEPLOY_START: deploys.predeploy_start,
    Mark.PREDEPLOY_OK: deploys.predeploy_ok,
    Mark.PREDEPLOY_FAILED: deploys.predeploy_failed,
    Mark.DEPLOY_START: deploys.deploy_start,
    Mark.DEPLOY_FAILED: deploys.deploy_failed,
    Mark.BOOT_START: boots.start,
    Mark.LISTENING: boots.listening,
    Mark.LIVE: deploys.live,
    Mark.RESTART: boots.restart,
    Mark.STOP: boots.stop,
    Mark.EXIT: boots.exited,
}


def attempt_of(span: Span) -> Attempt:
    """Return *span* as a value of the report."""
    found = sorted(span.sightings, key=lambda sighting: sighting.place)
    first = min(found, key=lambda sighting: sighting.start)
    last = max(found, key=lambda sighting: sighting.end)
    names = [
        sighting.signature.id for sighting in found if sighting.signature.kind is not Kind.LIFECYCLE
    ]
    return Attempt(
        phase=span.phase,
        outcome=span.outcome,
        start_ns=None if span.cut else first.first.time_ns,
        end_ns=last.last.time_ns,
        start_line=min(s.first.line for s in found if s.first.source == first.first.source),
        end_line=max(s.last.line for s in found if s.last.source == first.first.source),
        source=first.first.source,
        exit_status=span.exit_status,
        service=span.scope.service,
        instance=span.instance,
        signature_ids=tuple(dict.fromkeys(names)),
        reason=reason(span),
    )
