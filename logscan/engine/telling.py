"""Tell errors from repetitions: one error, however often its runtime tells it, is one event.

Three things are repetitions. A line that belongs to a block (a stack trace, npm's prefixed
lines) whose error was told already. A match closer than its signature's event gap to the one
before. And a generic announcement ("Traceback", "Unhandled 'error' event") beside the error that
it announces; it comes first, so it is held back until that can be seen.

A later line of a block may know what the first did not (host and port of a refused connection):
an event without its values waits for them.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, NamedTuple

from logscan.model import Kind, Mark, Nature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.engine.confirm import Match
    from logscan.model import Event, Signature

REACH_NS = 2_000_000_000  # an announcement and its error are printed within this time
REACH_LINES = 60  # the same for records without a time
_BLOCKS_KEPT = 64
_PLACES_KEPT = 8  # of one signature: as many instances may tell it at once
_STARTS = frozenset({Mark.BUILD_START, Mark.PREDEPLOY_START, Mark.DEPLOY_START, Mark.BOOT_START})


class Place(NamedTuple):
    """Where and when something was told."""

    instance: str | None
    line: int
    time_ns: int | None

    def reaches(self, other: Place, gap_ns: int = REACH_NS) -> bool:
        """Say whether two records are near enough to speak of one error."""
        if self.instance != other.instance and None not in (self.instance, other.instance):
            return False
        if self.time_ns is None or other.time_ns is None:
            return abs(self.line - other.line) <= REACH_LINES
        return abs(self.time_ns - other.time_ns) <= gap_ns


class Held(NamedTuple):
    """An event that waits: an announcement for its error, an error for its values."""

    event: Event
    place: Place
    owner: int
    head: int


class Telling:
    """What was told of late, in one stream."""

    def __init__(
        self, signatures: Sequence[Signature], supersedes: Sequence[frozenset[int]]
    ) -> None:
        self._supersedes = supersedes
        self._starts = [signature.mark in _STARTS for signature in signatures]
        self._gaps = [signature.event_gap_ns for signature in signatures]
        self._generic = [signature.nature is Nature.GENERIC for signature in signatures]
        self._reasons = [
            signature.kind is Kind.ERROR and signature.nature in (Nature.ROOT, Nature.AMBIENT)
            for signature in signatures
        ]
        # Whatever is told once more is a new event, unless its block has told it.
        self._always_new = [
            not (gap or generic or starts)
            for gap, generic, starts in zip(self._gaps, self._generic, self._starts, strict=True)
        ]
        self._blocks: OrderedDict[tuple[str | None, int], set[int]] = OrderedDict()
        self._last: dict[int, deque[Place]] = {}
        self._reason: Place | None = None
        self._held: list[Held] = []

    def knows(self, instance: str | None, head: int) -> bool:
        """Say whether the error whose block starts at *head* was told."""
        return (instance, head) in self._blocks

    def sort(
        self, matches: Sequence[Match], head: int, place: Place
    ) -> tuple[list[Match], list[Match]]:
        """Return the matches that tell something (new, again after the event gap's error).

        *head* is the first byte of the block that the record belongs to.
        """
        known = self._block(place.instance, head)
        if known:
            for index in tuple(known):
                known |= self._supersedes[index]
            matches = [match for match in matches if match.owner not in known]
        fresh: list[Match] = []
        again: list[Match] = []
        for match in matches:
            is_new = self._always_new[match.owner] or not self._is_repeated(match.owner, place)
            (fresh if is_new else again).append(match)
            known.add(match.owner)
        return fresh, again

    def must_wait(self, match: Match) -> bool:
        """Say whether a match only announces an error, or lacks the values that it could have."""
        return self._generic[match.owner] or (not match.captures and match.has_groups)

    def hold(self, event: Event, place: Place, owner: int, head: int) -> None:
        """Keep an event until what it waits for, or something else, has followed."""
        self._held.append(Held(event, place, owner, head))

    def waiting(self, match: Match, head: int) -> bool:
        """Say whether an event of this block waits for the values that *match* has."""
        if not self._held or not match.captures:
            return False
        return any(held.owner == match.owner and held.head == head for held in self._held)

    def complete(self, match: Match, head: int, captures: tuple[tuple[str, str], ...]) -> None:
        """Give the waiting event its values."""
        self._held = [
            held._replace(event=held.event._replace(captures=captures))
            if held.owner == match.owner and held.head == head
            else held
            for held in self._held
        ]

    def settle(
        self, matches: Sequence[Match], place: Place, head: int
    ) -> tuple[list[Event], list[Event]]:
        """Return the held events that turn out (needless, wanted) at this record."""
        has_reason = False
        for match in matches:  # in every event: a generator would take longer than the rest
            if self._reasons[match.owner]:
                has_reason, self._reason = True, place
        needless: list[Event] = []
        wanted: list[Event] = []
        if not self._held:
            return needless, wanted
        kept: list[Held] = []
        for held in self._held:
            generic = self._generic[held.owner]
            if not held.place.reaches(place) or (not generic and held.head != head):
                wanted.append(held.event)
            elif generic and has_reason:
                needless.append(held.event)
            else:
                kept.append(held)
        self._held = kept
        return needless, wanted

    def held(self) -> list[Event]:
        """Return the announcements that are held back."""
        return [held.event for held in self._held]

    def release(self) -> list[Event]:
        """Return all held announcements: nothing more will follow."""
        released, self._held = [held.event for held in self._held], []
        return released

    def _block(self, instance: str | None, head: int) -> set[int]:
        known = self._blocks.get((instance, head))
        if known is None:
            known = self._blocks[instance, head] = set()
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        return known

    def _is_repeated(self, owner: int, place: Place) -> bool:
        if self._starts[owner]:
            self._last.clear()  # a new attempt tells its errors anew
        if self._generic[owner]:
            return self._reason is not None and self._reason.reaches(place)
        gap_ns = self._gaps[owner]
        if not gap_ns:
            return False
        recent = self._last.setdefault(owner, deque(maxlen=_PLACES_KEPT))
        repeated = any(before.reaches(place, gap_ns) for before in recent)
        recent.append(place)
        return repeated
