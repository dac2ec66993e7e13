"""The state of cutting one service's log: which attempts are open, and what is still loose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE, SECOND
from logscan.analysis.spans import Span
from logscan.model import Mark, Outcome, Phase

if TYPE_CHECKING:
    from logscan.analysis.sightings import Scope, Sighting

EARLY = 10
"""Seconds by which an application line may precede the platform line of its own boot."""

SAME_EXIT = 15
"""Seconds within which two different exit marks tell of the same death."""

LATE_END = 5 * MINUTE
"""How long after its end an attempt still takes a second mark of the same ending."""

ROLLOUT = 6 * MINUTE
"""A stop this soon after a newer boot went live is the rollout: 60 s, then at most 300 s.

Source: https://render.com/docs/deploys#zero-downtime-deploys
"""

PLANNED = 2 * MINUTE
"""How soon after an end what follows it is printed; after a planned restart, its stop."""

RECENT = 8
"""How many of the latest boots a late line may belong to."""


def same_instance(one: str | None, other: str | None) -> bool:
    """Return whether two lines may be of one instance: where one is unknown, they may."""
    return one is None or other is None or one == other


class Cut:
    """Everything that is open while one service's sightings are walked through in order."""

    def __init__(self, scope: Scope, found: list[Sighting]) -> None:
        self.scope = scope
        self.start = found[0].start
        self.spans: list[Span] = []
        self.build: Span | None = None
        self.predeploy: Span | None = None
        self.deploy: Span | None = None
        self.boots: list[Span] = []  # every boot, in the order of their starts
        self.latest: dict[Phase, Span] = {}  # the attempt of each phase that ended last
        self.last_ended: Span | None = None
        self.live_at: int | None = None
        self.announced = any(s.signature.mark is Mark.BOOT_START for s in found)
        self._loose: list[Sighting] = []  # seen since the last end, in no attempt yet
        self._running: dict[int, Span] = {}  # the boots that have not ended, oldest first
        self._unbound: dict[int, Span] = {}  # those whose instance is not known
        self._owned: dict[str, Span] = {}  # the latest boot of each instance
        self._first_seen: dict[str, int] = {}
        for sighting in found:
            if sighting.instance is not None:
                self._first_seen.setdefault(sighting.instance, sighting.start)

    # ------------------------------------------------------------ opening and closing

    def open(self, phase: Phase, sighting: Sighting, *, cut_off: bool = False) -> Span:
        """Begin an attempt at *sighting*, which becomes part of it."""
        boot = phase is Phase.BOOT
        span = Span(
            phase=phase,
            scope=self.scope,
            start=sighting.start,
            end=sighting.end,
            cut=cut_off,
            instance=sighting.instance if boot else None,
            parent=self.open_deploy if boot else None,
        )
        self.spans.append(span)
        if boot:
            self.boots.append(span)
            self._running[id(span)] = span
            if span.instance is None:
                self._unbound[id(span)] = span
            self.known(span)
        span.take(sighting)
        return span

    def end(self, span: Span, outcome: Outcome) -> None:
        """Close *span* and remember it as the latest that ended."""
        span.close(outcome)
        self.last_ended = self.latest[span.phase] = span
        self._running.pop(id(span), None)
        self._unbound.pop(id(span), None)

    def take(self, span: Span, sighting: Sighting) -> Span:
        """Put *sighting* into *span*, which learns its instance from it."""
        span.take(sighting)
        span.bind(sighting.instance)
        self.known(span)
        return span

    def known(self, boot: Span) -> None:
        """Remember what is known of a boot: its instance, and that its deploy has it."""
        if boot.phase is not Phase.BOOT:
            return
        if boot.instance is not None:
            self._owned[boot.instance] = boot
            self._unbound.pop(id(boot), None)
        if boot.parent is not None:
            boot.parent.last_boot = boot

    @property
    def open_deploy(self) -> Span | None:
        """The deploy that goes on, if any."""
        return self.deploy if self.deploy is not None and not self.deploy.ended else None

    def recent(self, phase: Phase, outcome: Outcome, sighting: Sighting) -> Span | None:
        """Return the latest ended attempt of *phase* if it ended so, and not long ago."""
        span = self.latest.get(phase)
        if span is None or span.outcome is not outcome:
            return None
        return span if sighting.start - span.end <= LATE_END else None

    # ------------------------------------------------------------ loose sightings

    def loosen(self, *sightings: Sighting) -> None:
        """Keep sightings that lie in no attempt yet."""
        self._loose += sightings

    def forget(self) -> None:
        """Leave the loose sightings outside of every attempt."""
        self._loose.clear()

    def adopt(self, span: Span, since: int | None = None) -> None:
        """Move the loose sightings that fit into *span*; not those before *since*, nor notes."""
        kept = []
        for sighting in self._loose:
            late = since is not None and sighting.start < since
            late = late or sighting.signature.mark is Mark.NOTE
            if late or not same_instance(span.instance, sighting.instance):
                kept.append(sighting)
            else:
                span.take(sighting)
        self._loose = kept

    # ------------------------------------------------------------ finding the boot

    def boot_of(self, instance: str | None) -> Span | None:
        """Return the newest boot that still runs and may be *instance*'s."""
        if instance is None:
            return next(reversed(self._running.values()), None)
        own = self._owned.get(instance)
        if own is not None and not own.ended:
            return own
        newest = next(reversed(self._unbound.values()), None)
        if newest is None or (own is None and self._older(instance, newest)):
            return None
        return newest

    def _older(self, instance: str, boot: Span) -> bool:
        """Return whether *instance*, which no boot owns, wrote before *boot* began."""
        return self._first_seen[instance] < boot.start - EARLY * SECOND

    def other_boot(self, newest: Span | None, instance: str | None) -> Span | None:
        """Return the newest running boot besides *newest* that may be *instance*'s."""
        for boot in reversed(self._running.values()):
            if boot is not newest and same_instance(boot.instance, instance):
                return boot
        return None

    def implied_boot(self, sighting: Sighting) -> Span:
        """Return the running boot, or begin one that no line announced."""
        boot = self.boot_of(sighting.instance)
        if boot is not None:
            return self.take(boot, sighting)
        deploy = self.open_deploy
        boot = self.open(Phase.BOOT, sighting, cut_off=deploy is None)
        boot.implied = True
        self.adopt(boot, deploy.start if deploy is not None else None)
        return boot

    def just_ended(self, sighting: Sighting) -> Span | None:
        """Return the attempt that ended badly a moment ago, if *sighting* may tell of it."""
        ended = self.last_ended
        if ended is None or ended.outcome is Outcome.LIVE:
            return None
        if not same_instance(ended.instance, sighting.instance):
            return None
        deploy = self.open_deploy
        if deploy is not None and ended.end < deploy.start:
            return None
        limit = PLANNED if self.announced else SAME_EXIT * SECOND
        return ended if sighting.start - ended.end <= limit else None
