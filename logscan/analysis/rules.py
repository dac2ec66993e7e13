"""Rules over events: constellations that no single line shows.

Everything is judged when the input has ended: late entries have found their place, equal
stamps count as ordered, windows include both their ends, and a window that the end of the
log cuts off is settled there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import field
from itertools import pairwise
from typing import TYPE_CHECKING

from logscan.analysis.facts import (
    Fact,
    Group,
    asks_of_attempts,
    fits,
    groups,
    names_of,
    of_attempt,
)
from logscan.model import Apart, Operator, Reach
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from logscan.analysis.homes import Homes
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Condition, Rule, RuleEffect, Selector, Signature

_FOREVER = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Facts that fit a condition, in order; none where the condition asks for absence."""

    facts: tuple[Fact, ...] = ()

    @property
    def start(self) -> int:
        """Where the first fact stands."""
        return self.facts[0].start if self.facts else 0

    @property
    def end(self) -> int:
        """Where the last fact ends."""
        return max((fact.end for fact in self.facts), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One fit of one rule."""

    rule: Rule
    match: Match

    @property
    def sightings(self) -> list[Sighting]:
        """The sightings that the rule named, in order."""
        return [fact.sighting for fact in self.match.facts if fact.sighting is not None]

    @property
    def spans(self) -> list[Span]:
        """The attempts that the rule named or that its sightings lie in, without doubles."""
        unique = {id(span): span for fact in self.match.facts for span in fact.spans}
        return list(unique.values())


@dataclass(slots=True, kw_only=True)
class World:
    """All that rules are asked about, grouped once per reach."""

    found: Sequence[Sighting]
    spans: Sequence[Span]
    homes: Homes
    ends: Mapping[Scope, int]
    signatures: Mapping[str, Signature]
    skip: frozenset[int] = frozenset()  # ids of sightings that are normal
    _groups: dict[Reach, list[Group]] = field(default_factory=dict)
    _attempts: dict[int, Group] = field(default_factory=dict)
    # By the identity of selectors, which outlive this: asking for their hashes takes longer.
    _names: dict[int, frozenset[str]] = field(default_factory=dict)

    def groups(self, reach: Reach) -> list[Group]:
        """Return the groups of this reach."""
        if reach not in self._groups:
            made = groups(reach, self)
            self._groups[reach] = made
        return self._groups[reach]

    def select(self, group: Group, selector: Selector) -> list[Fact]:
        """Return the facts of *group* that *selector* means."""
        return group.select(selector, self._names_of(selector))

    def _names_of(self, selector: Selector) -> frozenset[str]:
        names = self._names.get(id(selector))
        if names is None:
            names = self._names[id(selector)] = names_of(selector, self.signatures)
        return names

    def detect(self, rules: Sequence[Rule], *effects: RuleEffect) -> list[Detection]:
        """Return every fit of the rules with one of these effects."""
        return [
            Detection(rule=rule, match=match)
            for rule in rules
            if rule.effect in effects
            for group in self._worth(rule)
            for match in self.matches(group, rule.when)
        ]

    def _worth(self, rule: Rule) -> Iterable[Group]:
        """Yield the groups that the rule may fit, in order; there are many attempts."""
        if rule.reach is not Reach.ATTEMPT:
            yield from self.groups(rule.reach)
            return
        for span in self.spans:
            if self._may_fit(span, rule.when):
                if id(span) not in self._attempts:
                    self._attempts[id(span)] = of_attempt(span, self)
                yield self._attempts[id(span)]

    def _may_fit(self, span: Span, when: Condition) -> bool:
        """Return False where an attempt lacks what a condition cannot do without."""
        if when.operator is Operator.ABSENT:
            return True
        if when.parts:
            each = all if when.operator is Operator.ALL else any
            return each(self._may_fit(span, part) for part in when.parts)
        first = when.selectors[0]
        if asks_of_attempts(first) and not fits(span, first):
            return False
        return first.moment is not None or not self._names_of(first).isdisjoint(span.seen)

    def matches(self, group: Group, when: Condition) -> list[Match]:
        """Return the fits of one condition in one group, earliest first."""
        return _OPERATORS[when.operator](self, group, when)


def _seen(world: World, group: Group, when: Condition) -> list[Match]:
    return [Match(facts=(fact,)) for fact in world.select(group, when.selectors[0])]


def _absent(world: World, group: Group, when: Condition) -> list[Match]:
    return [] if world.select(group, when.selectors[0]) else [Match()]


def _count(world: World, group: Group, when: Condition) -> list[Match]:
    """Return the longest runs in which each window holds enough occurrences."""
    within = _FOREVER if when.within_ns is None else when.within_ns
    facts = world.select(group, when.selectors[0])
    runs: list[list[int]] = []  # first and last index
    begin = held = 0
    for index, fact in enumerate(facts):
        held += fact.occurrences
        while fact.start - facts[begin].end > within:
            held -= facts[begin].occurrences
            begin += 1
        if held < when.at_least:
            continue
        if runs and begin <= runs[-1][1]:
            runs[-1][1] = index
        else:
            runs.append([begin, index])
    return [Match(facts=tuple(facts[first : last + 1])) for first, last in runs]


def _sequence(world: World, group: Group, when: Condition) -> list[Match]:
    """Return one fit per first fact that all others follow, none of them used twice."""
    rows = [world.select(group, selector) for selector in when.selectors]
    made: list[Match] = []
    free = 0
    for first in rows[0]:
        if first.start < free:
            continue
        chain = _chain(first, rows[1:], when)
        if chain is not None:
            made.append(Match(facts=chain))
            free = chain[-1].start + 1 if len(chain) > 1 else first.start
    return made


def _chain(first: Fact, rows: Sequence[list[Fact]], when: Condition) -> tuple[Fact, ...] | None:
    chain = [first]
    for row in rows:
        following = _next(chain[-1], row, when, since=first.start)
        if following is None:
            return None
        chain.append(following)
    return tuple(chain)


def _next(before: Fact, row: Sequence[Fact], when: Condition, *, since: int) -> Fact | None:
    """Return the first fact of *row* after *before* that is within the window from *since*."""
    latest = _FOREVER if when.within_ns is None else since + when.within_ns
    index = bisect_left(row, before.start, key=lambda fact: fact.start)
    for place in range(index, len(row)):
        fact = row[place]
        if fact.start > latest:
            return None
        if fact is not before and _apart(before, fact, when.apart):
            return fact
    return None


def _before(after: Fact, row: Sequence[Fact], when: Condition) -> Fact | None:
    """Return the last fact of *row* before *after* that is within the window."""
    earliest = -_FOREVER if when.within_ns is None else after.start - when.within_ns
    index = bisect_right(row, after.start, key=lambda fact: fact.start)
    for place in range(index - 1, -1, -1):
        fact = row[place]
        if fact.start < earliest:
            return None
        if fact is not after and _apart(fact, after, when.apart):
            return fact
    return None


def _apart(before: Fact, after: Fact, apart: Apart) -> bool:
    """Return whether the attempts of two facts differ as the condition demands."""
    if apart is Apart.NO:
        return True
    if _shared(before, after):
        return False
    if apart is Apart.OTHER:
        return True
    newer, older = (before, after) if before.moment is not None else (after, before)
    return all(new.start >= old.start for new in newer.spans for old in older.spans)


def _shared(one: Fact, other: Fact) -> bool:
    """Return whether two facts lie in one attempt, or in a deploy and its own boot."""
    mine = {id(span) for span in one.spans} | {id(span.parent) for span in one.spans if span.parent}
    return any(
        id(span) in mine or (span.parent is not None and id(span.parent) in mine)
        for span in other.spans
    )


def _followed_by(world: World, group: Group, when: Condition) -> list[Match]:
    first, then = (world.select(group, selector) for selector in when.selectors)
    pairs = ((fact, _next(fact, then, when, since=fact.start)) for fact in first)
    return [Match(facts=(fact, found)) for fact, found in pairs if found is not None]


def _preceded_by(world: World, group: Group, when: Condition) -> list[Match]:
    later, before = (world.select(group, selector) for selector in when.selectors)
    pairs = ((_before(fact, before, when), fact) for fact in later)
    return [Match(facts=(found, fact)) for found, fact in pairs if found is not None]


def _not_followed_by(world: World, group: Group, when: Condition) -> list[Match]:
    first, then = (world.select(group, selector) for selector in when.selectors)
    within = _FOREVER if when.within_ns is None else when.within_ns
    return [
        Match(facts=(fact,))
        for fact in first
        if _next(fact, then, when, since=fact.start) is None
        and (when.settle or fact.start + within <= group.end)
    ]


def _all(world: World, group: Group, when: Condition) -> list[Match]:
    """Return fits of all parts together; near each other where there is a window."""
    rows = [world.matches(group, part) for part in when.parts]
    if not all(rows):
        return []
    telling = [row for row in rows if row[0].facts]
    if not telling:
        return [Match()]
    if when.within_ns is None:
        return [_joined([row[0] for row in telling])]
    made = [_near(match, telling[1:], when.within_ns) for match in telling[0]]
    return [match for match in made if match is not None]


def _near(match: Match, rows: Sequence[list[Match]], within: int) -> Match | None:
    parts = [match]
    for row in rows:
        close = [one for one in row if -within <= one.start - match.start <= within]
        if not close:
            return None
        parts.append(min(close, key=lambda one: abs(one.start - match.start)))
    return _joined(parts)


def _joined(matches: Sequence[Match]) -> Match:
    facts = {id(fact): fact for match in matches for fact in match.facts}
    return Match(facts=tuple(sorted(facts.values(), key=lambda fact: (fact.start, fact.end))))


def _any(world: World, group: Group, when: Condition) -> list[Match]:
    made = [match for part in when.parts for match in world.matches(group, part)]
    made.sort(key=lambda match: (match.start, match.end))
    return made[:1] + [two for one, two in pairwise(made) if one.facts != two.facts]


_OPERATORS: Mapping[Operator, Callable[[World, Group, Condition], list[Match]]] = {
    Operator.SEEN: _seen,
    Operator.ABSENT: _absent,
    Operator.COUNT: _count,
    Operator.SEQUENCE: _sequence,
    Operator.FOLLOWED_BY: _followed_by,
    Operator.NOT_FOLLOWED_BY: _not_followed_by,
    Operator.PRECEDED_BY: _preceded_by,
    Operator.ALL: _all,
    Operator.ANY: _any,
}
