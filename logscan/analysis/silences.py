"""Find how long a process wrote nothing before its boot ended, and what is usual for it.

What is usual comes from the boot itself: the records between the sign that it works and its
last one. Where they are few, or tell of less time than the silence lasted, nothing is known, so
a service that logs once an hour is never called silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.spans import Silence
from logscan.model import Mark, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from logscan.analysis.sightings import Scope, Sighting
    from logscan.analysis.spans import Span
    from logscan.model import Event, SourceInfo

LEAST_RECORDS = 20
"""From fewer records nobody knows what is usual."""


def note(spans: Sequence[Span], sources: Iterable[SourceInfo]) -> None:
    """Tell each boot that worked and ended how long it was silent before."""
    density = {i.name: i.records / i.lines for i in sources if i.records and i.lines}
    instances: dict[Scope, set[str | None]] = {}
    for span in spans:
        instances.setdefault(span.scope, set()).add(span.instance)
    for span, end in _endings(spans):
        share = density.get(end.source, 1.0) / len(instances[span.scope])
        span.silence = _silence(span, end, share)


def _endings(spans: Sequence[Span]) -> Iterator[tuple[Span, Event]]:
    """Yield each boot that worked and was not asked to stop, with the event that shows its end.

    Without an exit line that is the start of the next boot.
    """
    following: dict[Scope, Event] = {}
    for span in reversed(spans):
        if span.phase is not Phase.BOOT:
            continue
        end = _first(span.sightings, Mark.EXIT) or following.get(span.scope)
        if span.ended and span.served is not None and span.stopping is None and end is not None:
            yield span, end
        start = _first(span.sightings, Mark.BOOT_START)
        if start is not None:
            following[span.scope] = start


def _first(found: Iterable[Sighting], mark: Mark) -> Event | None:
    marked = (one for one in found if one.signature.mark is mark)
    first = min(marked, key=lambda one: one.place, default=None)
    return None if first is None else first.first


def _silence(span: Span, end: Event, share: float) -> Silence | None:
    """Return the silence before *end*; *share* of the lines are records of this process."""
    signs = (one.first for one in span.sightings if one.start == span.served)
    served = min(signs, key=lambda event: event.order, default=None)
    if served is None or served.source != end.source:
        return None
    if served.time_ns is None or end.before_ns is None or end.time_ns is None:
        return None
    length_ns, known_ns = end.time_ns - end.before_ns, end.before_ns - served.time_ns
    records = int((end.order - served.order) * share)
    if records < LEAST_RECORDS or not 0 < length_ns <= known_ns:
        return None
    return Silence(length_ns=length_ns, usual_ns=known_ns // records, end=end)
