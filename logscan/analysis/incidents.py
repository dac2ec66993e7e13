"""Link episodes by what explains what, and give each its first cause.

Explanation comes first, then earliness, then severity; how often a line was printed never
counts, because the loudest line is usually a consequence.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from itertools import islice
from typing import TYPE_CHECKING

from logscan.analysis.concluded import RULES
from logscan.analysis.sightings import MINUTE, SECOND
from logscan.analysis.spans import ENDINGS
from logscan.model import Mark, Nature, Phase, Severity
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.analysis.episodes import Episode
    from logscan.analysis.spans import Span

CRASH_EDGE = 2 * MINUTE
"""How long after its cause a direct consequence shows outside of the same attempt."""

DEPLOY_EDGE = 20 * MINUTE
"""How long the platform may take to give up on a deploy (15 minutes of failing checks).

Source: https://render.com/docs/health-checks
"""

BESIDE = 5 * SECOND
"""How near to its inner reason a wrapper, and to a fatal error the exit, is printed."""

BESIDE_LINES = 20 * SECOND
"""The same where there are no times: two hundred lines, room for a long stack trace."""

_BACKING_SERVICES = frozenset({"mongo", "mysql", "postgres", "redis"})
"""Families of signatures that each speak of one backing service."""

_SLOW_MARKS = frozenset({Mark.DEPLOY_FAILED, Mark.PORT_WAIT, Mark.STOP})
_MIN_IMPLICIT = Severity.MEDIUM


@dataclass(eq=False, slots=True, kw_only=True)
class Link:
    """One episode explains another; *declared* when the catalogue says so.

    *missing* counts the attempts of the effect in which the cause was not seen, without the
    first and the last one: the log may begin after it, or end before it.
    """

    cause: Episode
    effect: Episode
    declared: bool
    same_attempt: bool
    missing: int = 0
    far: bool = False  # mostly seen long before the exit that it would explain


@dataclass(eq=False, slots=True, kw_only=True)
class Case:
    """An incident while it is being judged: the first cause and what it explains."""

    cause: Episode
    links: list[Link] = field(default_factory=list)  # one per explained episode
    rivals: list[Episode] = field(default_factory=list)

    @property
    def effects(self) -> list[Episode]:
        """The explained episodes, earliest first."""
        return sorted((link.effect for link in self.links), key=lambda e: (e.start, e.signature.id))

    @property
    def members(self) -> list[Episode]:
        """The cause and everything it explains."""
        return [self.cause, *self.effects]

    @property
    def start(self) -> int:
        """Where the cause was first seen."""
        return self.cause.start

    @property
    def end(self) -> int:
        """Where the last of it was seen."""
        return max(episode.end for episode in self.members)

    @property
    def severity(self) -> Severity:
        """The highest severity in it."""
        return max(episode.signature.severity for episode in self.members)

    @property
    def spans(self) -> list[Span]:
        """The attempts it touches, without doubles, in order."""
        unique = {id(span): span for episode in self.members for span in episode.spans}
        return sorted(unique.values(), key=lambda span: (span.start, span.end))

    @property
    def lost(self) -> list[Span]:
        """The attempts that it ended badly: those whose ends it explains."""
        ends = [e for e in self.members if e.signature.mark in ENDINGS]
        unique = {id(span): span for e in ends for span in e.spans if span.failed}
        return sorted(unique.values(), key=lambda span: (span.start, span.end))


def cases(found: Sequence[Episode]) -> list[Case]:
    """Return one case per first cause, with everything that it explains, earliest first."""
    beside = _Neighbours(found)
    parents = {id(episode): _best(beside.links_to(episode)) for episode in found}
    _cut_circles(found, parents)
    by_root: dict[int, Case] = {}
    for episode in found:
        root, link = episode, parents[id(episode)]
        while (up := parents[id(root)]) is not None:
            root = up.cause
        case = by_root.setdefault(id(root), Case(cause=root))
        if link is not None:
            case.links.append(link)
    made = sorted(by_root.values(), key=lambda case: (case.start, case.cause.signature.id))
    roots = {id(case.cause) for case in made}
    for case in made:
        case.rivals = [e for e in beside.of(case.cause) if id(e) in roots and _is_rival(e)]
    return made


class _Neighbours:
    """Find the few episodes that can explain another one, without looking at all of them."""

    def __init__(self, found: Sequence[Episode]) -> None:
        self._by_name: dict[str, list[Episode]] = {}
        self._by_span: dict[int, list[Episode]] = {}
        self._causes: dict[str, set[str]] = {}
        self._families: dict[str, set[str]] = {}
        for episode in found:
            signature = episode.signature
            self._by_name.setdefault(signature.id, []).append(episode)
            for attempt in episode.attempts:
                self._by_span.setdefault(attempt, []).append(episode)
            if signature.family in _BACKING_SERVICES:
                self._families.setdefault(signature.family, set()).add(signature.id)
            self._causes.setdefault(signature.id, set()).update(signature.explained_by)
            for effect in signature.explains:
                self._causes.setdefault(effect, set()).add(signature.id)

    def of(self, episode: Episode) -> list[Episode]:
        """Return the episodes in the same attempts, the earliest first, without itself."""
        near = {
            id(other): other
            for attempt in islice(episode.attempts, _MANY)
            for other in self._by_span[attempt]
        }
        near.pop(id(episode), None)
        return sorted(near.values(), key=lambda e: (e.start, e.signature.id))[:_MOST]

    def links_to(self, effect: Episode) -> list[Link]:
        """Return how *effect* can be explained."""
        names = set(self._causes.get(effect.signature.id, ()))
        names |= self._families.get(effect.signature.family, set())
        near = {id(other): other for name in names for other in self._around(effect, name)}
        if _may_be_implied(effect):
            near |= {id(other): other for other in self.of(effect)}
        links = [_link(cause, effect) for cause in near.values() if cause is not effect]
        return [link for link in links if link is not None]

    def _around(self, effect: Episode, name: str) -> list[Episode]:
        """Return the episodes of one signature that are near enough in time."""
        some = self._by_name.get(name, [])
        end = bisect_right(some, effect.end + DEPLOY_EDGE, key=lambda episode: episode.start)
        begin = max(0, end - _MANY)
        return [other for other in some[begin:end] if effect.start <= other.end + DEPLOY_EDGE]


_MANY = 64
"""How many attempts, and how many neighbours of one name, are looked at for one episode."""

_MOST = 512
"""How many episodes of the same attempts are looked at for one episode."""


def _link(cause: Episode, effect: Episode) -> Link | None:
    """Return how *cause* explains *effect*, or nothing."""
    if cause.signature.id == effect.signature.id:
        return None
    if cause.scope != effect.scope:
        return _across(cause, effect)
    if cause.start > effect.end + DEPLOY_EDGE or effect.start > cause.end + DEPLOY_EDGE:
        return None
    same = _share_attempt(cause, effect)
    declared = _declared(cause, effect)
    if declared:
        mutual = _declared(effect, cause) and effect.start < cause.start
        fits = not mutual and _in_time(cause, effect, same=same)
    else:
        fits = (same and _implied(cause, effect)) or _same_dependency(cause, effect)
    if not fits:
        return None
    missing = _missing(cause, effect) if same else 0
    return Link(
        cause=cause,
        effect=effect,
        declared=declared,
        same_attempt=same,
        missing=missing,
        far=effect.signature.mark is Mark.EXIT and _far(cause, effect),
    )


def _far(cause: Episode, effect: Episode) -> bool:
    """Return whether most exits come long after the last word of *cause*."""
    limit = BESIDE if effect.scope.dated else BESIDE_LINES
    left = len(effect.sightings) // 2  # so many may be far
    for sighting in effect.sightings:
        left -= cause.distance(sighting) > limit
        if left < 0:
            return True
    return False


def _missing(cause: Episode, effect: Episode) -> int:
    """Return in how many attempts of *effect*, but the outermost, *cause* was not seen."""
    ended = [one for one, span in effect.attempts.items() if span.phase is not Phase.DEPLOY]
    return sum(one not in cause.attempts for one in ended[1:-1])


def _kills(cause: Episode, effect: Episode) -> bool:
    """Return whether *cause* is itself the word of how the process was ended."""
    both = cause.signature.mark is Mark.EXIT and effect.signature.mark is Mark.EXIT
    return both and cause.signature.nature is Nature.ROOT


def _across(cause: Episode, effect: Episode) -> Link | None:
    """Return how one service's error explains another's; never why the other one ended."""
    if not (cause.scope.dated and effect.scope.dated) or effect.is_result:
        return None
    if cause.start > effect.start + BESIDE or not cause.near(effect, CRASH_EDGE):
        return None
    declared = _declared(cause, effect)
    if not declared and not _same_dependency(cause, effect):
        return None
    return Link(cause=cause, effect=effect, declared=declared, same_attempt=False)


def _same_dependency(cause: Episode, effect: Episode) -> bool:
    """Return whether both tell of one backing service, *cause* first: one story, not two."""
    one, other = cause.signature, effect.signature
    if one.family != other.family or one.family not in _BACKING_SERVICES:
        return False
    if one.nature is not Nature.ROOT or cause.start >= effect.start:
        return False
    return cause.near(effect, CRASH_EDGE)


def _declared(cause: Episode, effect: Episode) -> bool:
    return effect.signature.id in cause.signature.explains or (
        cause.signature.id in effect.signature.explained_by
    )


def _in_time(cause: Episode, effect: Episode, *, same: bool) -> bool:
    """Return whether *effect* is near enough, and not before its cause in another attempt."""
    slow = same or effect.signature.mark in _SLOW_MARKS
    if not cause.near(effect, DEPLOY_EDGE if slow else CRASH_EDGE):
        return False
    return same or effect.end >= cause.start - BESIDE


def _may_be_implied(effect: Episode) -> bool:
    """Return whether something may explain *effect* that the catalogue does not name."""
    signature = effect.signature
    announces = signature.nature in (Nature.RESULT, Nature.WRAPPER, Nature.GENERIC)
    return announces or signature.mark in (Mark.STOP, Mark.PORT_WAIT)


def _implied(cause: Episode, effect: Episode) -> bool:
    """Return whether *effect* is explained by anything that stands beside it."""
    one, other = cause.signature, effect.signature
    if other.nature is Nature.RESULT:
        if one.nature is Nature.RESULT:
            return _follows(cause, effect)
        near = cause.near(effect, CRASH_EDGE)
        return near and one.severity >= _MIN_IMPLICIT and one.nature is not Nature.AMBIENT
    if other.nature in (Nature.WRAPPER, Nature.GENERIC) and one.nature is Nature.ROOT:
        return cause.near(effect, BESIDE)
    if other.mark is Mark.STOP:
        return one.mark is Mark.DEPLOY_FAILED  # the platform stops what it gave up on
    if other.mark is Mark.PORT_WAIT:
        return one.severity >= _MIN_IMPLICIT and other.nature is not Nature.ROOT
    return False


def _follows(cause: Episode, effect: Episode) -> bool:
    """Return whether one result comes of another: the earlier, and the exit before the rest."""
    if cause.signature.mark is not effect.signature.mark:
        if cause.signature.mark is Mark.EXIT:
            return effect.signature.mark is not Mark.STOP
        if effect.signature.mark is Mark.EXIT:
            return cause.signature.mark is Mark.STOP
    key = (cause.start, cause.sightings[0].first.order, cause.signature.id)
    return key < (effect.start, effect.sightings[0].first.order, effect.signature.id)


def _share_attempt(one: Episode, other: Episode) -> bool:
    return not one.attempts.keys().isdisjoint(other.attempts)


def _concluded(episode: Episode) -> bool:
    """Return whether a rule drew it from how attempts ended: then their ends explain it."""
    return episode.signature.family == RULES and episode.is_result


_NATURES = {
    Nature.ROOT: 0,
    Nature.WRAPPER: 1,
    Nature.GENERIC: 2,
    Nature.AMBIENT: 3,
    Nature.RESULT: 4,
}


def _best(links: Sequence[Link]) -> Link | None:
    """Return the link that explains best.

    First a cause that is seen wherever its effect is, then what killed the process itself,
    then a declared one, one close to the exit, one of the same attempt, by nature, the
    earliest, the most severe.
    """
    if not links:
        return None
    return min(
        links,
        key=lambda link: (
            _concluded(link.effect) and link.cause.signature.mark not in ENDINGS,
            _NATURES[link.cause.signature.nature] >= _NATURES[Nature.AMBIENT],
            link.effect.is_result and link.missing > 0,
            not _kills(link.cause, link.effect),
            not link.declared,
            link.far,
            not link.same_attempt,
            _NATURES[link.cause.signature.nature],
            link.cause.start,
            -link.cause.signature.severity,
            link.cause.signature.id,
        ),
    )


def _cut_circles(found: Sequence[Episode], parents: dict[int, Link | None]) -> None:
    """Drop the link into the earliest episode of each circle of explanations."""
    for episode in found:
        seen = {id(episode)}
        walker = episode
        while (link := parents[id(walker)]) is not None:
            walker = link.cause
            if id(walker) in seen:
                _open_circle(walker, parents)
                break
            seen.add(id(walker))


def _open_circle(start: Episode, parents: dict[int, Link | None]) -> None:
    circle = [start]
    link = parents[id(start)]
    while link is not None and link.cause is not start:
        circle.append(link.cause)
        link = parents[id(link.cause)]
    first = min(
        circle,
        key=lambda e: (
            _NATURES[e.signature.nature],
            e.start,
            -e.signature.severity,
            e.signature.id,
        ),
    )
    parents[id(first)] = None


def _is_rival(episode: Episode) -> bool:
    """Return whether *episode*, the first of its case, could be the cause of another one."""
    weighty = episode.signature.severity >= _MIN_IMPLICIT
    return weighty and _NATURES[episode.signature.nature] <= _NATURES[Nature.WRAPPER]
