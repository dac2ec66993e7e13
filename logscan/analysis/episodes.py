"""An episode is one signature's trouble in one service until a recovery or a long silence."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from logscan.analysis.sightings import MINUTE, SECOND
from logscan.model import Kind, Nature, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.noise import Homes
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Signature

SILENCE = 20 * MINUTE
"""A silence this long ends an episode: as long as a deploy may take to be given up."""


@dataclass(eq=False, slots=True, kw_only=True)
class Episode:
    """Sightings of one signature that belong together, with the attempts they lie in."""

    signature: Signature
    scope: Scope
    sightings: list[Sighting] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # without doubles, in order

    @property
    def start(self) -> int:
        """Where it begins on the axis."""
        return self.sightings[0].start

    @property
    def end(self) -> int:
        """Where it ends on the axis."""
        return max(sighting.end for sighting in self.sightings[-3:])

    @property
    def occurrences(self) -> int:
        """How many events it counts."""
        return sum(sighting.occurrences for sighting in self.sightings)

    @property
    def is_result(self) -> bool:
        """Whether it only says that something ended."""
        return self.signature.nature is Nature.RESULT

    def nearest(self, other: Episode) -> int:
        """Return the smallest distance between a sighting of this one and of *other*."""
        starts = [sighting.start for sighting in other.sightings]
        best = abs(self.start - starts[0])
        for sighting in self.sightings:
            index = bisect_left(starts, sighting.start)
            for at in starts[max(0, index - 1) : index + 1]:
                best = min(best, max(0, at - sighting.end, sighting.start - at))
        return best


def recoveries(spans: Iterable[Span]) -> dict[Scope, list[int]]:
    """Return for each service the positions at which it began to work, in order."""
    found: dict[Scope, list[int]] = {}
    for span in spans:
        if span.phase is Phase.BOOT and span.served is not None:
            found.setdefault(span.scope, []).append(span.served)
        elif span.phase is Phase.DEPLOY and span.outcome.value == "live":
            found.setdefault(span.scope, []).append(span.end)
    return {scope: sorted(positions) for scope, positions in found.items()}


def episodes(
    found: Sequence[Sighting], harmless: set[int], homes: Homes, worked: dict[Scope, list[int]]
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
        episode.sightings.append(sighting)
        episode.spans += [span for span in spans if span not in episode.spans[-4:]]
    return done


def _apart(episode: Episode, sighting: Sighting, spans: list[Span], worked: list[int]) -> bool:
    """Return whether *sighting* begins a new episode."""
    last = episode.sightings[-1]
    if sighting.start - last.end > SILENCE:
        return True
    if set(map(id, spans)) & set(map(id, episode.spans[-4:])):
        return False
    index = bisect_left(worked, last.end + SECOND)
    return index < len(worked) and worked[index] <= sighting.start
