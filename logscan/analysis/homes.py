"""Homes say which attempts a sighting lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from logscan.analysis.sightings import Sighting
    from logscan.analysis.spans import Span


class Homes:
    """Which attempts a sighting lies in."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._of: dict[int, list[Span]] = {}
        for span in spans:
            for sighting in span.sightings:
                self._of.setdefault(id(sighting), []).append(span)

    def of(self, sighting: Sighting) -> list[Span]:
        """Return the attempts of *sighting*, the outermost first."""
        return self._of.get(id(sighting), [])

    def put(self, sighting: Sighting, spans: Sequence[Span]) -> None:
        """Say where a sighting lies that no attempt took in."""
        self._of[id(sighting)] = list(spans)
