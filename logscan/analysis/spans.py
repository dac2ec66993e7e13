"""A span is an attempt while it is being cut out of the log: it grows, binds and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from logscan.analysis.reasons import reason
from logscan.analysis.sightings import SECOND
from logscan.model import Attempt, Kind, Mark, Outcome, Phase
from logscan.patterns import pattern

if TYPE_CHECKING:
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.silences import Silence

_STATUS = pattern(r"\bstatus[ :=]+(\d{1,3})\b")

ENDINGS = frozenset(
    {
        Mark.BUILD_FAILED,
        Mark.PREDEPLOY_FAILED,
        Mark.DEPLOY_FAILED,
        Mark.EXIT,
    }
)
"""Marks that say that an attempt ended badly; the words for *result* in the diagnosis."""


def exit_status(sighting: Sighting) -> int | None:
    """Return the exit status that a mark carries, from its captures or its own words."""
    captures = dict(sighting.first.captures)
    if captures.get("status", "").isdecimal():
        return int(captures["status"])
    found = _STATUS.search(sighting.first.evidence)
    return int(found[1]) if found else None


@dataclass(eq=False, slots=True, kw_only=True)
class Span:
    """One attempt with everything that was seen in it; positions are those of the axis."""

    phase: Phase
    scope: Scope
    start: int
    end: int
    outcome: Outcome = Outcome.UNKNOWN
    instance: str | None = None
    exit_status: int | None = None
    ended: bool = False
    cut: bool = False  # its beginning is not in the log
    implied: bool = False  # no line of the log says that it began
    live: bool = False
    served: int | None = None  # position of the first sign that it works: live or listening
    stopping: int | None = None  # position of the request to stop
    exits: set[str] = field(default_factory=set)  # ids of its exit marks
    seen: set[str] = field(default_factory=set)  # ids of everything in it
    marks: set[Mark] = field(default_factory=set)
    parent: Span | None = None  # the deploy of a boot
    last_boot: Span | None = None  # of a deploy: its latest boot
    sightings: list[Sighting] = field(default_factory=list)
    silence: Silence | None = None  # of a boot that worked and ended

    def take(self, sighting: Sighting) -> None:
        """Put *sighting* into the attempt and stretch the attempt around it."""
        self.sightings.append(sighting)
        self.seen.add(sighting.signature.id)
        if sighting.signature.mark is not None:
            self.marks.add(sighting.signature.mark)
        self.start = min(self.start, sighting.start)
        self.end = max(self.end, sighting.end)

    def has(self, mark: Mark) -> bool:
        """Return whether a sighting with this mark lies in it."""
        return mark in self.marks

    def bind(self, instance: str | None) -> None:
        """Remember which instance runs this attempt, once it is known."""
        if self.instance is None and self.phase is Phase.BOOT:
            self.instance = instance

    def close(self, outcome: Outcome) -> None:
        """End the attempt."""
        self.outcome = outcome
        self.ended = True

    @property
    def failed(self) -> bool:
        """Whether it ended badly: failed, or exited without being asked to stop."""
        return self.outcome in (Outcome.FAILED, Outcome.EXITED)

    @property
    def silent(self) -> bool:
        """Whether it ended without a word: no exit line and no request to stop."""
        return self.ended and self.phase is Phase.BOOT and not self.exits and self.stopping is None

    def attempt(self) -> Attempt:
        """Return the attempt as a value of the report."""
        found = sorted(self.sightings, key=lambda sighting: sighting.place)
        first = min(found, key=lambda sighting: sighting.start)
        last = max(found, key=lambda sighting: sighting.end)
        names = [
            sighting.signature.id
            for sighting in found
            if sighting.signature.kind is not Kind.LIFECYCLE
        ]
        return Attempt(
            phase=self.phase,
            outcome=self.outcome,
            start_ns=None if self.cut else first.first.time_ns,
            end_ns=last.last.time_ns,
            start_line=min(s.first.line for s in found if s.first.source == first.first.source),
            end_line=max(s.last.line for s in found if s.last.source == first.first.source),
            source=first.first.source,
            exit_status=self.exit_status,
            service=self.scope.service,
            instance=self.instance,
            signature_ids=tuple(dict.fromkeys(names)),
            reason=reason(self),
        )


def near(first: int, second: int, seconds: int) -> bool:
    """Return whether two positions lie at most *seconds* apart."""
    return abs(first - second) <= seconds * SECOND
