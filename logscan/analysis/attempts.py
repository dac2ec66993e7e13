"""Attempts are what lies between the platform's own marks: one build, deploy or boot each.

Platform lines and application lines are two streams that are printed out of step by seconds,
so nothing here trusts the order of two lines that stand close together: an error after an
exit and before the next boot belongs to the attempt that exited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE, SECOND
from logscan.analysis.spans import Span, exit_status, near
from logscan.model import Kind, Mark, Outcome, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from logscan.analysis.sightings import Scope, Sighting

AFTER_EXIT = 2
"""Seconds after an exit in which an error still belongs to what exited, boot or no boot."""

EARLY = 10
"""Seconds by which an application line may precede the platform line of its own boot."""

SAME_START = 30
"""Seconds within which two different start marks announce the same boot."""

SAME_EXIT = 15
"""Seconds within which two different exit marks tell of the same death."""

SAME_BUILD = 10 * MINUTE
"""How long after its last mark a build still takes another start mark as its own."""

LATE_END = 5 * MINUTE
"""How long after its end an attempt still takes a second mark of the same ending."""

ROLLOUT = 6 * MINUTE
"""A stop this soon after a newer boot went live is the rollout: 60 s, then at most 300 s.

Source: https://render.com/docs/deploys#zero-downtime-deploys
"""

PLANNED = 2 * MINUTE
"""How soon after the platform announced a restart the old process stops."""

_BUILD_CATEGORIES = frozenset({"build", "dependency"})
_STOP_STATUSES = frozenset({None, 0, 130, 137, 143})


def cut(found: Iterable[Sighting]) -> list[Span]:
    """Return the attempts of all services, earliest first; *found* must be in order."""
    by_scope: dict[Scope, list[Sighting]] = {}
    for sighting in found:
        by_scope.setdefault(sighting.scope, []).append(sighting)
    spans = [span for scope, some in by_scope.items() for span in _Cutter(scope, some).cut()]
    return sorted(spans, key=lambda span: (span.start, _PHASE_ORDER[span.phase], span.end))


_PHASE_ORDER = {Phase.BUILD: 0, Phase.PREDEPLOY: 1, Phase.DEPLOY: 2, Phase.BOOT: 3}


class _Cutter:
    """Walk through one service's sightings in order and keep what is open."""

    def __init__(self, scope: Scope, found: list[Sighting]) -> None:
        self.scope = scope
        self.found = found
        self.spans: list[Span] = []
        self.build: Span | None = None
        self.predeploy: Span | None = None
        self.deploy: Span | None = None
        self.boots: list[Span] = []  # every boot, in the order of their starts
        self.running: list[Span] = []  # the boots that have not ended
        self.owners: set[str] = set()  # instances that a boot is bound to
        self.latest: dict[Phase, Span] = {}  # the attempt of each phase that ended last
        self.loose: list[Sighting] = []  # seen since the last end, in no attempt yet
        self.last_ended: Span | None = None
        self.restarted_at: int | None = None
        self.live_at: int | None = None
        self.announced = any(s.signature.mark is Mark.BOOT_START for s in found)
        self.first_seen: dict[str, int] = {}
        for sighting in found:
            if sighting.instance is not None:
                self.first_seen.setdefault(sighting.instance, sighting.start)

    def cut(self) -> list[Span]:
        """Return the attempts; every one of them has at least one sighting."""
        for sighting in self.found:
            handler = _HANDLERS.get(sighting.signature.mark) if sighting.signature.mark else None
            if handler is None:
                self.attach(sighting)
            else:
                handler(self, sighting)
        self._settle()
        return [span for span in self.spans if span.sightings]

    def _settle(self) -> None:
        """Decide what the end of the log decides: an exit inside it was the last word."""
        for work in (self.build, self.predeploy):
            if work is not None and work.exits:
                self.end(work, Outcome.FAILED)
        for span in self.spans:
            if span.outcome is Outcome.LIVE and span.phase is not Phase.BOOT:
                span.exit_status = None  # a command in it failed, the whole did not
        for deploy in self.spans:
            boot = deploy.last_boot
            if boot is not None and boot.failed and deploy.outcome is Outcome.UNKNOWN:
                deploy.close(Outcome.FAILED)

    # ------------------------------------------------------------ opening and closing

    def open(self, phase: Phase, sighting: Sighting, *, cut_off: bool = False) -> Span:
        """Begin an attempt at *sighting*, which becomes part of it."""
        span = Span(
            phase=phase,
            scope=self.scope,
            start=sighting.start,
            end=sighting.end,
            cut=cut_off,
            instance=sighting.instance if phase is Phase.BOOT else None,
        )
        self.spans.append(span)
        if phase is Phase.BOOT:
            self.boots.append(span)
            self.running.append(span)
            span.parent = self.deploy if self.deploy and not self.deploy.ended else None
            self._known(span)
        span.take(sighting)
        return span

    def end(self, span: Span, outcome: Outcome) -> None:
        """Close *span* and remember it as the latest that ended."""
        span.close(outcome)
        self.last_ended = self.latest[span.phase] = span
        if span in self.running:
            self.running.remove(span)

    def _known(self, boot: Span) -> None:
        if boot.phase is not Phase.BOOT:
            return
        if boot.instance is not None:
            self.owners.add(boot.instance)
        if boot.parent is not None:
            boot.parent.last_boot = boot

    def _bind(self, span: Span, sighting: Sighting) -> None:
        span.bind(sighting.instance)
        self._known(span)

    def adopt(self, span: Span, since: int | None = None) -> None:
        """Move the loose sightings that fit into *span*; not those before *since*."""
        kept = []
        for sighting in self.loose:
            late = since is not None and sighting.start < since
            if late or not _same_instance(span.instance, sighting.instance):
                kept.append(sighting)
            else:
                span.take(sighting)
        self.loose = kept

    # ------------------------------------------------------------ finding the boot

    def open_boot(self, instance: str | None) -> Span | None:
        """Return the newest boot that still runs and may be *instance*'s."""
        if instance is None:
            return self.running[-1] if self.running else None
        bound = [boot for boot in self.running if boot.instance == instance]
        if bound:
            return bound[-1]
        unbound = [boot for boot in self.running if boot.instance is None]
        if not unbound or self._older(instance, unbound[-1]):
            return None
        return unbound[-1]

    def _older(self, instance: str, boot: Span) -> bool:
        """Return whether *instance* wrote before *boot* began and was never a boot's own."""
        if instance in self.owners:
            return False
        return self.first_seen[instance] < boot.start - EARLY * SECOND

    def implied_boot(self, sighting: Sighting) -> Span:
        """Return the running boot, or begin one that no line announced."""
        boot = self.open_boot(sighting.instance)
        if boot is not None:
            boot.take(sighting)
            self._bind(boot, sighting)
            return boot
        in_deploy = self.deploy is not None and not self.deploy.ended
        boot = self.open(Phase.BOOT, sighting, cut_off=not in_deploy)
        boot.implied = True
        since = self.deploy.start if in_deploy and self.deploy else None
        self.adopt(boot, since)
        return boot

    # ------------------------------------------------------------ what is no structural mark

    def attach(self, sighting: Sighting) -> None:
        """Put an error, or a mark that decides nothing, into the attempt it belongs to."""
        span = self._home(sighting)
        if span is None:
            self.loose.append(sighting)
        else:
            span.take(sighting)
            self._bind(span, sighting)

    def _home(self, sighting: Sighting) -> Span | None:
        mark = sighting.signature.mark
        boot = self.open_boot(sighting.instance)
        if mark is Mark.BUILD_STEP:
            return self._build_of_step(sighting, boot)
        if mark is Mark.PORT_WAIT:
            return boot or self._deploy_or_implied(sighting)
        work = self._building(sighting, boot)
        if work is not None:
            return work
        ended = self._just_ended(sighting, tuple(Phase))
        if boot is None:
            return ended or self._deploy_or_implied(sighting)
        fresh = sighting.start - boot.start <= SECOND and boot.start > (ended.end if ended else 0)
        if ended and ended.failed and fresh and near(ended.end, sighting.start, AFTER_EXIT):
            return ended
        return boot

    def _build_of_step(self, sighting: Sighting, boot: Span | None) -> Span | None:
        """Return the build of a step; a step on its own shows a build whose head is cut off."""
        if self.build is not None:
            return self.build
        ended = self._recent(Phase.BUILD, Outcome.LIVE, sighting)
        starting = boot is not None and near(boot.end, sighting.start, SAME_START)
        deploying = self.deploy is not None and not self.deploy.ended
        if ended is not None or starting or deploying:
            return ended if ended and not starting and not deploying else boot
        self.build = self.open(Phase.BUILD, sighting, cut_off=True)
        self.build.sightings.clear()
        return self.build

    def _building(self, sighting: Sighting, boot: Span | None) -> Span | None:
        if self.predeploy is not None:
            return self.predeploy
        if self.build is None:
            return None
        of_build = sighting.signature.category in _BUILD_CATEGORIES
        return self.build if of_build or boot is None else None

    def _just_ended(self, sighting: Sighting, phases: tuple[Phase, ...]) -> Span | None:
        ended = self.last_ended
        if ended is None or ended.phase not in phases or ended.outcome is Outcome.LIVE:
            return None
        if not _same_instance(ended.instance, sighting.instance):
            return None
        if self.deploy is not None and not self.deploy.ended and ended.end < self.deploy.start:
            return None
        limit = PLANNED if self.announced else SAME_EXIT * SECOND
        return ended if sighting.start - ended.end <= limit else None

    def _deploy_or_implied(self, sighting: Sighting) -> Span | None:
        """Return the boot that a deploy without a start line implies (Docker prints none)."""
        if self.deploy is None or self.deploy.ended or sighting.instance is not None:
            return None
        if self.deploy.last_boot is not None:
            return None
        boot = self.open(Phase.BOOT, sighting)
        boot.implied = True
        boot.sightings.clear()
        return boot

    # ------------------------------------------------------------ build and pre-deploy

    def on_build_start(self, sighting: Sighting) -> None:
        build = self.build
        if build is not None and build.cut and sighting.start - build.end <= SAME_BUILD:
            build.cut = False  # only its first lines stood before the start mark
        stepped = build is not None and any(
            s.signature.mark is Mark.BUILD_STEP for s in build.sightings
        )
        again = build is not None and any(
            s.signature.id == sighting.signature.id for s in build.sightings
        )
        late = build is not None and sighting.start - build.end > SAME_BUILD
        if build is not None and not late and not (stepped and again):
            build.take(sighting)
            return
        self.loose.clear()
        self.build = self.open(Phase.BUILD, sighting)

    def on_build_ok(self, sighting: Sighting) -> None:
        build = self.build or self._recent(Phase.BUILD, Outcome.LIVE, sighting)
        if build is None:
            build = self.open(Phase.BUILD, sighting, cut_off=True)
            self.adopt(build)
        else:
            build.take(sighting)
        self.end(build, Outcome.LIVE)
        self.build = None

    def on_build_failed(self, sighting: Sighting) -> None:
        build = self.build or self._recent(Phase.BUILD, Outcome.FAILED, sighting)
        if build is None:
            build = self.open(Phase.BUILD, sighting, cut_off=True)
            self.adopt(build)
        else:
            build.take(sighting)
        self.end(build, Outcome.FAILED)
        self.build = None

    def on_predeploy_start(self, sighting: Sighting) -> None:
        self._build_done()
        self.predeploy = self.open(Phase.PREDEPLOY, sighting)

    def on_predeploy_ok(self, sighting: Sighting) -> None:
        self._end_predeploy(sighting, Outcome.LIVE)

    def on_predeploy_failed(self, sighting: Sighting) -> None:
        self._end_predeploy(sighting, Outcome.FAILED)

    def _end_predeploy(self, sighting: Sighting, outcome: Outcome) -> None:
        span = self.predeploy or self._recent(Phase.PREDEPLOY, outcome, sighting)
        if span is None:
            span = self.open(Phase.PREDEPLOY, sighting, cut_off=True)
            self.adopt(span)
        else:
            span.take(sighting)
        self.end(span, outcome)
        self.predeploy = None

    def _recent(self, phase: Phase, outcome: Outcome, sighting: Sighting) -> Span | None:
        """Return the latest ended attempt of *phase* if it ended so, and not long ago."""
        span = self.latest.get(phase)
        if span is None or span.outcome is not outcome:
            return None
        return span if sighting.start - span.end <= LATE_END else None

    def _build_done(self) -> None:
        """End an open build or pre-deploy: what follows it proves that it did its job."""
        if self.build is not None:
            self.end(self.build, Outcome.LIVE)
            self.build = None
        if self.predeploy is not None:
            self.end(self.predeploy, Outcome.LIVE)
            self.predeploy = None

    # ------------------------------------------------------------ deploy

    def on_deploy_start(self, sighting: Sighting) -> None:
        self._build_done()
        self.loose.clear()
        self.deploy = self.open(Phase.DEPLOY, sighting)

    def on_deploy_failed(self, sighting: Sighting) -> None:
        deploy = self.deploy if self.deploy and not self.deploy.ended else None
        deploy = deploy or self._recent(Phase.DEPLOY, Outcome.FAILED, sighting)
        if deploy is None:
            deploy = self.open(Phase.DEPLOY, sighting, cut_off=True)
        else:
            deploy.take(sighting)
        boot = self.open_boot(None)
        if boot is not None and not boot.live:
            boot.take(sighting)
            boot.parent = boot.parent or deploy
            boot.stopping = sighting.start  # the platform stops what it gave up on
            self._known(boot)
            self.end(boot, Outcome.FAILED)
        elif boot is None and deploy.cut:
            self.adopt(deploy)
        self.end(deploy, Outcome.FAILED)

    def on_live(self, sighting: Sighting) -> None:
        self.live_at = sighting.start
        static = self.build is not None and self.open_boot(None) is None
        if self.build is not None and static:
            self.end(self.build, Outcome.LIVE)
            self.build = None
        deploy = self.deploy if self.deploy and not self.deploy.ended else None
        if deploy is None:
            deploy = self._recent(Phase.DEPLOY, Outcome.LIVE, sighting)
        if deploy is None:
            deploy = self.open(Phase.DEPLOY, sighting, cut_off=not static)
        else:
            deploy.take(sighting)
        boot = None if static else self._boot_of(deploy, sighting)
        if boot is not None:
            boot.live = True
            boot.outcome = Outcome.LIVE
            boot.served = boot.served or sighting.start
        self.end(deploy, Outcome.LIVE)

    def _boot_of(self, deploy: Span, sighting: Sighting) -> Span | None:
        boot = self.open_boot(None)
        if boot is not None and (boot.parent is deploy or not boot.live):
            boot.take(sighting)
            boot.parent = boot.parent or deploy
            deploy.start = min(deploy.start, boot.parent.start, boot.start)
            self._known(boot)
            return boot
        if deploy.cut or deploy.last_boot is not None:
            return None
        boot = self.open(Phase.BOOT, sighting)
        boot.implied, boot.parent, boot.start = True, deploy, deploy.start
        self._known(boot)
        return boot

    # ------------------------------------------------------------ boot

    def on_boot_start(self, sighting: Sighting) -> None:
        boot = self.open_boot(sighting.instance)
        if boot is not None and self._same_start(boot, sighting):
            boot.take(sighting)
            boot.implied = False
            return
        deploying = self.deploy is not None and not self.deploy.ended
        replaced = boot is not None and not (boot.live and deploying)
        if boot is not None and replaced and boot.instance == sighting.instance:
            self.end(boot, boot.outcome)  # it ended without a word
        since = sighting.start - EARLY * SECOND
        self._unbuild(sighting)
        boot = self.open(Phase.BOOT, sighting)
        self.adopt(boot, since)
        self.loose.clear()

    def _unbuild(self, sighting: Sighting) -> None:
        """Give back what looked like a headless build: a boot prints runtime versions too."""
        build = self.build
        if build is None or not build.cut or not near(build.end, sighting.start, SAME_START):
            return
        if all(s.signature.mark is Mark.BUILD_STEP for s in build.sightings):
            self.loose += build.sightings
            build.sightings.clear()
            self.build = None

    def _same_start(self, boot: Span, sighting: Sighting) -> bool:
        if boot.implied and boot.parent is not None and not boot.live:
            return True
        starts = [s for s in boot.sightings if s.signature.mark is Mark.BOOT_START]
        if any(s.signature.id == sighting.signature.id for s in starts):
            return False
        last = starts[-1].start if starts else boot.start
        return near(last, sighting.start, SAME_START) and not boot.live

    def on_listening(self, sighting: Sighting) -> None:
        boot = self.implied_boot(sighting)
        boot.listening = boot.listening if boot.listening is not None else sighting.start
        boot.served = boot.served if boot.served is not None else sighting.start
        in_deploy = boot.parent is not None and not boot.parent.ended
        if not in_deploy and boot.outcome is Outcome.UNKNOWN:
            boot.outcome = Outcome.LIVE

    def on_restart(self, sighting: Sighting) -> None:
        self.restarted_at = sighting.start
        boot = self.open_boot(sighting.instance)
        if boot is None:
            self.attach(sighting)
            return
        boot.take(sighting)
        boot.stopping = sighting.start
        self.end(boot, Outcome.RESTARTED)

    def on_stop(self, sighting: Sighting) -> None:
        stopped = self._stopped_by(sighting)
        if stopped is not None:
            stopped.take(sighting)
            self._bind(stopped, sighting)
            return
        boot = self._stopping_boot(sighting)
        boot.stopping = sighting.start
        self.end(boot, Outcome.STOPPED)

    def _stopped_by(self, sighting: Sighting) -> Span | None:
        """Return the attempt that is already stopping and of which this is one more word."""
        for boot in reversed(self.boots[-8:]):
            if boot.stopping is None or not _same_instance(boot.instance, sighting.instance):
                continue
            limit = PLANNED if boot.outcome is Outcome.RESTARTED else MINUTE
            limit = ROLLOUT if boot.outcome is Outcome.FAILED else limit
            if sighting.start - boot.stopping <= limit:
                return None if self._runs_since(boot.stopping, sighting) else boot
        return None

    def _runs_since(self, stopping: int, sighting: Sighting) -> bool:
        """Return whether a boot that began after that stop is surely the one that stops now."""
        newest = self.open_boot(sighting.instance)
        if newest is None or newest.start <= stopping:
            return False
        own = sighting.instance is not None and newest.instance == sighting.instance
        return own or newest.served is not None

    def _stopping_boot(self, sighting: Sighting) -> Span:
        """Return the boot that was asked to stop: in a rollout it is the older one."""
        newest = self.open_boot(sighting.instance)
        rollout = self.live_at is not None and sighting.start - self.live_at <= ROLLOUT
        if newest is not None and not self._newer_live(newest, sighting, rollout):
            newest.take(sighting)
            self._bind(newest, sighting)
            return newest
        older = [
            boot
            for boot in self.running
            if boot is not newest and _same_instance(boot.instance, sighting.instance)
        ]
        if older:
            older[-1].take(sighting)
            self._bind(older[-1], sighting)
            return older[-1]
        boot = self.open(Phase.BOOT, sighting, cut_off=True)
        boot.parent = None
        boot.start = self.found[0].start - 1  # it ran before the log began
        return boot

    def _newer_live(self, newest: Span, sighting: Sighting, rollout: bool) -> bool:
        """Return whether *newest* is the one that just took over, so that an older one stops."""
        if sighting.instance is not None and newest.instance == sighting.instance:
            return False
        return rollout and newest.live and newest.parent is not None

    def on_exit(self, sighting: Sighting) -> None:
        status = exit_status(sighting)
        span = self._exited(sighting, status)
        span.exits.add(sighting.signature.id)
        if span.exit_status is None:
            span.exit_status = status
        if span.phase is Phase.BOOT:
            self._bind(span, sighting)
            asked = span.outcome in (Outcome.STOPPED, Outcome.RESTARTED, Outcome.FAILED)
            self.end(span, span.outcome if asked else Outcome.EXITED)

    def _exited(self, sighting: Sighting, status: int | None) -> Span:
        """Return the attempt that this exit ends; the sighting is put into it."""
        same = self._same_death(sighting, status)
        if same is not None:
            same.take(sighting)
            return same
        boot = self.open_boot(sighting.instance)
        work = self.predeploy or (self.build if boot is None else None)
        if work is not None:
            work.take(sighting)
            return work
        return self.implied_boot(sighting)

    def _same_death(self, sighting: Sighting, status: int | None) -> Span | None:
        stopping = [
            boot
            for boot in self.boots[-8:]
            if boot.stopping is not None
            and not boot.exits
            and sighting.start - boot.stopping <= ROLLOUT
            and _same_instance(boot.instance, sighting.instance)
        ]
        if stopping and status in _STOP_STATUSES:
            return stopping[-1]
        ended = self.last_ended
        if ended is None or not ended.ended or ended.outcome is Outcome.LIVE:
            return None
        fits = _same_instance(ended.instance, sighting.instance)
        soon = sighting.start - ended.end <= SAME_EXIT * SECOND
        newer = self.boots and self.boots[-1].start > ended.end and not self.boots[-1].ended
        both = status is not None and ended.exit_status is not None
        again = both and sighting.signature.id in ended.exits
        return ended if fits and soon and not newer and not again else None


def _same_instance(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


_HANDLERS: Mapping[Mark, Callable[[_Cutter, Sighting], None]] = {
    Mark.BUILD_START: _Cutter.on_build_start,
    Mark.BUILD_OK: _Cutter.on_build_ok,
    Mark.BUILD_FAILED: _Cutter.on_build_failed,
    Mark.PREDEPLOY_START: _Cutter.on_predeploy_start,
    Mark.PREDEPLOY_OK: _Cutter.on_predeploy_ok,
    Mark.PREDEPLOY_FAILED: _Cutter.on_predeploy_failed,
    Mark.DEPLOY_START: _Cutter.on_deploy_start,
    Mark.DEPLOY_FAILED: _Cutter.on_deploy_failed,
    Mark.BOOT_START: _Cutter.on_boot_start,
    Mark.LISTENING: _Cutter.on_listening,
    Mark.LIVE: _Cutter.on_live,
    Mark.RESTART: _Cutter.on_restart,
    Mark.STOP: _Cutter.on_stop,
    Mark.EXIT: _Cutter.on_exit,
}


def is_result(sighting: Sighting) -> bool:
    """Return whether *sighting* only says that something ended."""
    return sighting.signature.kind is Kind.ERROR and sighting.signature.mark in _HANDLERS
