"""What the marks of one boot's life do to the attempts that are open: start, listen, end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.cutting import EARLY, PLANNED, RECENT, ROLLOUT, SAME_EXIT, same_instance
from logscan.analysis.sightings import MINUTE, SECOND
from logscan.analysis.spans import exit_status, near
from logscan.model import Mark, Outcome, Phase

if TYPE_CHECKING:
    from logscan.analysis.cutting import Cut
    from logscan.analysis.sightings import Sighting
    from logscan.analysis.spans import Span

SAME_START = 30
"""Seconds within which two different start marks announce the same boot."""

_STOP_STATUSES = frozenset({None, 0, 130, 137, 143})


def start(cut: Cut, sighting: Sighting) -> None:
    """Begin a boot; the one that ran on its place before ended without a word."""
    boot = cut.boot_of(sighting.instance)
    if boot is not None and _same_start(boot, sighting):
        boot.take(sighting)
        boot.implied = False
        return
    replaced = boot is not None and not (boot.live and cut.open_deploy is not None)
    if boot is not None and replaced and boot.instance == sighting.instance:
        cut.end(boot, boot.outcome)
    _unbuild(cut, sighting)
    boot = cut.open(Phase.BOOT, sighting)
    cut.adopt(boot, sighting.start - EARLY * SECOND)
    cut.forget()


def _same_start(boot: Span, sighting: Sighting) -> bool:
    """Return whether a start mark announces a boot that has already begun."""
    if boot.live:
        return False
    if boot.implied and boot.parent is not None:
        return True
    if boot.has(Mark.BOOT_START) and sighting.signature.id in boot.seen:
        return False
    return near(boot.start, sighting.start, SAME_START)


def _unbuild(cut: Cut, sighting: Sighting) -> None:
    """Give back what looked like a headless build: a boot prints runtime versions too."""
    build = cut.build
    if build is None or not build.cut or not near(build.end, sighting.start, SAME_START):
        return
    if build.marks <= {Mark.BUILD_STEP}:
        cut.loosen(*build.sightings)
        build.sightings.clear()
        cut.build = None


def listening(cut: Cut, sighting: Sighting) -> None:
    """Note that a boot listens; where no deploy is open that is as good as live."""
    boot = cut.implied_boot(sighting)
    boot.served = boot.served if boot.served is not None else sighting.start
    in_deploy = boot.parent is not None and not boot.parent.ended
    if not in_deploy and boot.outcome is Outcome.UNKNOWN:
        boot.outcome = Outcome.LIVE


def restart(cut: Cut, sighting: Sighting) -> None:
    """End a boot that the platform restarts on purpose."""
    boot = cut.boot_of(sighting.instance)
    if boot is None:
        cut.loosen(sighting)
        return
    boot.take(sighting)
    boot.stopping = sighting.start
    cut.end(boot, Outcome.RESTARTED)


# ---------------------------------------------------------------- being asked to stop


def stop(cut: Cut, sighting: Sighting) -> None:
    """End the boot that was asked to stop."""
    stopped = _stopped(cut, sighting)
    if stopped is not None:
        cut.take(stopped, sighting)
        return
    boot = _stopping(cut, sighting)
    boot.stopping = sighting.start
    cut.end(boot, Outcome.STOPPED)


def _stopped(cut: Cut, sighting: Sighting) -> Span | None:
    """Return the boot that is already stopping and of which this is one more word."""
    for boot in reversed(cut.boots[-RECENT:]):
        if boot.stopping is None or not same_instance(boot.instance, sighting.instance):
            continue
        if sighting.start - boot.stopping <= _LONGEST.get(boot.outcome, MINUTE):
            return None if _runs_since(cut, boot.stopping, sighting) else boot
    return None


_LONGEST = {Outcome.RESTARTED: PLANNED, Outcome.FAILED: ROLLOUT}


def _runs_since(cut: Cut, stopping: int, sighting: Sighting) -> bool:
    """Return whether a boot that began after that stop is surely the one that stops now."""
    newest = cut.boot_of(sighting.instance)
    if newest is None or newest.start <= stopping:
        return False
    own = sighting.instance is not None and newest.instance == sighting.instance
    return own or newest.served is not None


def _stopping(cut: Cut, sighting: Sighting) -> Span:
    """Return the boot that was asked to stop: in a rollout it is the older one."""
    newest = cut.boot_of(sighting.instance)
    if newest is not None and not _took_over(cut, newest, sighting):
        return cut.take(newest, sighting)
    older = cut.other_boot(newest, sighting.instance)
    if older is not None:
        return cut.take(older, sighting)
    boot = cut.open(Phase.BOOT, sighting, cut_off=True)
    boot.parent = None
    boot.start = cut.start - 1  # it ran before the log began
    return boot


def _took_over(cut: Cut, newest: Span, sighting: Sighting) -> bool:
    """Return whether *newest* is the one that just went live, so that an older one stops."""
    if sighting.instance is not None and newest.instance == sighting.instance:
        return False
    rollout = cut.live_at is not None and sighting.start - cut.live_at <= ROLLOUT
    return rollout and newest.live and newest.parent is not None


# ---------------------------------------------------------------- exits


def exited(cut: Cut, sighting: Sighting) -> None:
    """End the attempt whose process ended; a build goes on, its own marks decide."""
    status = exit_status(sighting)
    span = _dead(cut, sighting, status)
    span.exits.add(sighting.signature.id)
    if span.exit_status is None:
        span.exit_status = status
    if span.phase is Phase.BOOT:
        asked = span.outcome in (Outcome.STOPPED, Outcome.RESTARTED, Outcome.FAILED)
        cut.end(span, span.outcome if asked else Outcome.EXITED)


def _dead(cut: Cut, sighting: Sighting, status: int | None) -> Span:
    """Return the attempt that this exit ends; the sighting is put into it."""
    same = _after_stop(cut, sighting, status) or _same_death(cut, sighting, status)
    if same is not None:
        return cut.take(same, sighting)
    in_build = cut.boot_of(sighting.instance) is None or _told_by_a_shell(sighting)
    work = cut.predeploy or (cut.build if in_build else None)
    return cut.implied_boot(sighting) if work is None else cut.take(work, sighting)


def _told_by_a_shell(sighting: Sighting) -> bool:
    """Return whether a shell said it, without the status that the platform's own line has.

    While a build runs beside a live instance, the shell is the build's.
    """
    captured = {name for name, _ in sighting.first.captures}
    return "(?<status>" in sighting.signature.pattern and "status" not in captured


def _after_stop(cut: Cut, sighting: Sighting, status: int | None) -> Span | None:
    """Return the boot that was asked to stop and now ends as one does then."""
    if status not in _STOP_STATUSES:
        return None
    for boot in reversed(cut.boots[-RECENT:]):
        asked = boot.stopping is not None and sighting.start - boot.stopping <= ROLLOUT
        if asked and not boot.exits and same_instance(boot.instance, sighting.instance):
            return boot
    return None


def _same_death(cut: Cut, sighting: Sighting, status: int | None) -> Span | None:
    """Return the attempt that just ended, if this is one more word for the same end."""
    ended = cut.last_ended
    if ended is None or ended.outcome is Outcome.LIVE:
        return None
    fits = same_instance(ended.instance, sighting.instance)
    soon = sighting.start - ended.end <= SAME_EXIT * SECOND
    newer = bool(cut.boots) and cut.boots[-1].start > ended.end and not cut.boots[-1].ended
    both = status is not None and ended.exit_status is not None
    again = both and sighting.signature.id in ended.exits
    return ended if fits and soon and not newer and not again else None
