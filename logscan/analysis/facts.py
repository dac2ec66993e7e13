"""Facts are what rules ask about: sightings, and the moments of attempts, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from logscan.model import Moment, Outcome, Phase, Reach
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from logscan.analysis.homes import Homes
    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Selector, Signature


@dataclass(eq=False, slots=True, kw_only=True)
class Fact:
    """One sighting or one moment; *spans* are the attempts that it lies in."""

    start: int
    end: int
    occurrences: int = 1
    sighting: Sighting | None = None
    moment: Moment | None = None
    spans: tuple[Span, ...] = ()


def _in_order(fact: Fact) -> tuple[object, ...]:
    """Return the sort key of facts of one kind: of two at one time the upper line comes first."""
    return (fact.start, fact.end, fact.sighting.place if fact.sighting else ())


class Group:
    """The facts that a rule looks at together, and where their log ends."""

    __slots__ = ("_by_name", "_moments", "end")

    def __init__(self, facts: Iterable[Fact], end: int) -> None:
        self.end = end
        self._by_name: dict[str, list[Fact]] = {}
        self._moments: dict[Moment, list[Fact]] = {
            Moment.LOG_END: [Fact(start=end, end=end, moment=Moment.LOG_END)]
        }
        for fact in facts:
            if fact.sighting is not None:
                self._by_name.setdefault(fact.sighting.signature.id, []).append(fact)
            elif fact.moment is not None:
                self._moments.setdefault(fact.moment, []).append(fact)

    def select(self, selector: Selector, names: frozenset[str]) -> list[Fact]:
        """Return the facts that *selector* means, in order; *names* are its signatures."""
        if selector.moment is not None:
            found = self._moments.get(selector.moment, [])
        else:
            both = sorted(names & self._by_name.keys())  # sets have another order in each run
            found = [fact for name in both for fact in self._by_name[name]]
        if asks_of_attempts(selector):
            found = [fact for fact in found if any(fits(span, selector) for span in fact.spans)]
        return sorted(found, key=_in_order) if found[1:] else found


def asks_of_attempts(selector: Selector) -> bool:
    """Return whether *selector* means only events in some attempts."""
    asked = (selector.phases, selector.outcomes, selector.statuses, selector.quiet)
    return any(asked) or selector.silent is not None


def fits(span: Span, selector: Selector) -> bool:
    """Return whether an attempt is one that *selector* means."""
    return (
        (not selector.phases or span.phase in selector.phases)
        and (not selector.outcomes or span.outcome in selector.outcomes)
        and (not selector.statuses or span.exit_status in selector.statuses)
        and (selector.silent is None or span.silent is selector.silent)
        and (
            selector.quiet is None
            or (span.silence is not None and span.silence.fits(selector.quiet))
        )
    )


def names_of(selector: Selector, signatures: Mapping[str, Signature]) -> frozenset[str]:
    """Return the ids of the signatures that *selector* means."""
    if selector.moment is not None:
        return frozenset()
    return frozenset(
        signature.id for signature in signatures.values() if means(selector, signature)
    )


def means(selector: Selector, signature: Signature) -> bool:
    """Return whether *signature* is one that *selector* means, whatever attempt it is in."""
    return (
        (not selector.signatures or signature.id in selector.signatures)
        and (not selector.marks or signature.mark in selector.marks)
        and (not selector.categories or signature.category in selector.categories)
        and (not selector.natures or signature.nature in selector.natures)
        and (selector.severity is None or signature.severity >= selector.severity)
    )


# ---------------------------------------------------------------- grouping


class Seen(Protocol):
    """All that facts are made of."""

    found: Sequence[Sighting]
    spans: Sequence[Span]
    homes: Homes
    ends: Mapping[Scope, int]
    skip: frozenset[int]  # ids of sightings that are no facts


def groups(reach: Reach, seen: Seen) -> list[Group]:
    """Return the groups of facts that a rule of this reach looks at, one after the other."""
    ends = seen.ends
    if reach is Reach.ATTEMPT:
        return [of_attempt(span, seen) for span in seen.spans]
    keyed: dict[object, list[Fact]] = {}
    last: dict[object, int] = {}
    for sighting in seen.found:
        if id(sighting) in seen.skip:
            continue
        key = _key(reach, sighting.scope, sighting.instance)
        keyed.setdefault(key, []).append(_of_sighting(sighting, seen.homes))
        last[key] = max(last.get(key, 0), ends[sighting.scope])
    for span in seen.spans:
        key = _key(reach, span.scope, span.instance)
        keyed.setdefault(key, []).extend(_moments(span))
        last[key] = max(last.get(key, 0), ends[span.scope])
    return [Group(facts, last[key]) for key, facts in keyed.items()]


def _key(reach: Reach, scope: Scope, instance: str | None) -> object:
    if reach is Reach.LOG:
        return "" if scope.dated else scope.source
    return (scope, instance) if reach is Reach.INSTANCE else scope


def of_attempt(span: Span, seen: Seen) -> Group:
    """Return the facts of one attempt."""
    facts = [
        _of_sighting(sighting, seen.homes, (span,))
        for sighting in span.sightings
        if id(sighting) not in seen.skip
    ]
    return Group([*facts, *_moments(span)], seen.ends[span.scope])


def _of_sighting(sighting: Sighting, homes: Homes, spans: tuple[Span, ...] = ()) -> Fact:
    return Fact(
        start=sighting.start,
        end=sighting.end,
        occurrences=sighting.occurrences,
        sighting=sighting,
        spans=spans or tuple(homes.of(sighting)),
    )


def _moments(span: Span) -> list[Fact]:
    """Return the moments of one attempt; one that still goes on has no end."""
    places = {Moment.BEGIN: span.start}
    if span.phase is Phase.BOOT and span.served is not None:
        places[Moment.SERVED] = span.served
    elif span.phase is Phase.DEPLOY and span.outcome is Outcome.LIVE:
        places[Moment.SERVED] = span.end
    if span.ended:
        places[Moment.END] = span.end
    return [Fact(start=at, end=at, moment=moment, spans=(span,)) for moment, at in places.items()]
