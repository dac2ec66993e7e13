"""An episode is one signature's trouble in one service until a recovery or a long silence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import field
from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE, SECOND
from logscan.model import Kind, Nature, Outcome, Phase
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from logscan.analysis.homes import Homes
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Signature

SILENCE = 20 * MINUTE
"""A silence this long ends an episode: as long as a deploy may take to be given up."""

_FAR = 1 << 62


@dataclass(eq=False, slots=True, kw_only=True)
class Episode:
    """Sightings of one signature that belong together, with the attempts they lie in."""

    signature: Signature
    scope: Scope
    sightings: list[Sighting] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # without doubles, in order

    starts: list[int] = field(default_factory=list)  # of its sightings
    start: int = 0  # where it begins on the axis
    end: int = 0  # where it ends
    _attempts: dict[int, Span] | None = None  # asked for again and again once all is taken

    def take(self, sighting: Sighting, spans: Sequence[Span]) -> None:
        """Add the next sighting, which lies in *spans*."""
        if not self.sightings:
            self.start = self.end = sighting.start
        self.sightings.append(sighting)
        self.starts.append(sighting.start)
        self.end = max(self.end, sighting.end)
        self.spans += [span for span in spans if span not in self.spans[-4:]]
        self._attempts = None

    @property
    def attempts(self) -> dict[int, Span]:
        """The attempts that it lies in by their ``id()``, and the deploys that these lost."""
        if self._attempts is None:
            self._attempts = {id(span): span for span in self.spans}
            for span in self.spans:
                if span.phase is Phase.BOOT and span.parent is not None and not span.live:
                    self._attempts.setdefault(id(span.parent), span.parent)
        return self._attempts

    @property
    def occurrences(self) -> int:
        """How many events it counts."""
        return sum(sighting.occurrences for sighting in self.sightings)

    @property
    def is_result(self) -> bool:
        """Whether it only says that something ended."""
        return self.signature.nature is Nature.RESULT

    def near(self, other: Episode, within: int) -> bool:
        """Return whether a sighting of *other* is no farther than *within* from one of this."""
        return any(self.distance(sighting) <= within for sighting in other.sightings)

    def distance(self, sighting: Sighting) -> int:
        """Return how far *sighting* is from the nearest sighting of this episode."""
        start, end = sighting.start, sighting.end
        index = bisect_left(self.starts, start)
        found = _FAR
        for one in self.sightings[index - 1 if index else 0 : index + 1]:
            gap = one.start - end if one.start > end else start - one.end
            if gap <= 0:
                return 0
            found = min(found, gap)
        return found


def recoveries(spans: Iterable[Span]) -> dict[Scope, list[int]]:
    """Return for each service the positions at which it began to work, in order.

    A server that listens and dies within a minute never worked.
    """
    found: dict[Scope, list[int]] = {}
    for span in spans:
        at = span.served if span.phase is Phase.BOOT else _went_live(span)
        boot = span if span.phase is Phase.BOOT else span.last_boot
        if at is not None and not (boot is not None and _short(boot)):
            found.setdefault(span.scope, []).append(at)
    return {scope: sorted(positions) for scope, positions in found.items()}


def _went_live(span: Span) -> int | None:
    live = span.phase is Phase.DEPLOY and span.outcome is Outcome.LIVE
    return span.end if live else None


def _short(boot: Span) -> bool:
    """Return whether a boot ended so soon after it served that it cannot count as working."""
    if not boot.ended or boot.served is None or boot.outcome is Outcome.RESTARTED or boot.silent:
        return False
    return boot.end - boot.served < MINUTE


def episodes(
    found: Sequence[Sighting],
    harmless: Collection[int],
    homes: Homes,
    worked: Mapping[Scope, list[int]],
) -> list[Episode]:
    """Return the episodes of all errors that are not normal, earliest first."""
    current: dict[tuple[str, Scope], Episode] = {}
    done: list[Episode] = []
    for sighting in found:
        if sighting.signature.kind is not Kind.ERROR or id(sighting) in harmless:
            continue
        key = (sighting.signature.id, sighting.scope)
        episode = current.get(key)
        spans = homes.of(sighting)
        if episode is None or _apart(episode, sighting, spans, worked.get(sighting.scope, [])):
            episode = Episode(signature=sighting.signature, scope=sighting.scope)
            current[key] = episode
            done.append(episode)
        episode.take(sighting, spans)
    return done


def _apart(episode: Episode, sighting: Sighting, spans: list[Span], worked: list[int]) -> bool:
    """Return whether *sighting* begins a new episode."""
    last = episode.sightings[-1]
    if sighting.start - last.end > SILENCE:
        return True
    if episode.signature.nature in (Nature.ROOT, Nature.WRAPPER):
        return False  # what comes back that soon was never over
    if set(map(id, spans)) & set(map(id, episode.spans[-4:])):
        return False
    index = bisect_left(worked, last.end + SECOND)
    return index < len(worked) and worked[index] <= sighting.start
