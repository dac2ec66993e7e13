"""Say which signatures usually cause which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from logscan.model import Catalogue


def edges(catalogue: Catalogue) -> Mapping[str, frozenset[str]]:
    """Return the usual effects of each signature: cause to effects.

    An edge stands in the ``explains`` of its cause or in the ``explained_by`` of its
    effect. Ids that the catalogue does not have are left out.
    """
    known = {signature.id for signature in catalogue.signatures}
    effects: dict[str, set[str]] = {name: set() for name in known}
    for signature in catalogue.signatures:
        effects[signature.id].update(known.intersection(signature.explains))
        for cause in known.intersection(signature.explained_by):
            effects[cause].add(signature.id)
    return {cause: frozenset(found) for cause, found in sorted(effects.items())}


def shortest_way(graph: Mapping[str, Collection[str]], start: str, goal: str) -> tuple[str, ...]:
    """Return the ids from *start* to *goal*, both included, or nothing where no way leads."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # the list grows while it is read: nearer ids come first
        if way[-1] == goal:
            return way
        for target in sorted(graph.get(way[-1], ())):
            if target not in seen:
                seen.add(target)
                ways.append((*way, target))
    return ()
