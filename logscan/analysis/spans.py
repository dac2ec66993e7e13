"""A span is an attempt while it is being cut out of the log: it grows, binds and ends."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from logscan.analysis.sightings import SECOND
from logscan.model import Mark, Outcome, Phase
from logscan.patterns import lazy
from logscan.values import dataclass

if TYPE_CHECKING:
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.model import Event, Quiet

_STATUS = lazy(r"\bstatus[ :=]+(\d{1,3})\b")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long nothing was written, and the usual time between two records."""

    length_ns: int
    usual_ns: int
    end: Event  # the first line after it: the exit, or the start of the next boot

    @property
    def start_ns(self) -> int:
        """When the last record before it was written."""
        return (self.end.time_ns or 0) - self.length_ns

    def fits(self, quiet: Quiet) -> bool:
        """Return whether this silence is one that *quiet* means."""
        within = quiet.least_ns <= self.length_ns <= quiet.most_ns
        return within and self.length_ns >= quiet.times * self.usual_ns

    def values(self) -> dict[str, str]:
        """Return both times in seconds, as captures."""
        return {"silence": _seconds(self.length_ns), "usual": _seconds(self.usual_ns)}


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


def near(first: int, second: int, seconds: int) -> bool:
    """Return whether two positions lie at most *seconds* apart."""
    return abs(first - second) <= seconds * SECOND


def _seconds(time_ns: int) -> str:
    """Return a span of time in seconds: ``0.4``, ``4.2``, ``107``."""
    seconds = time_ns / SECOND
    return str(round(seconds)) if seconds >= 10 else f"{max(seconds, 0.1):.1f}"  # noqa: PLR2004 - one digit is not enough below ten
