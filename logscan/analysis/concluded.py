"""What a rule concluded takes its place among what was read: a sighting, a burst, a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.analysis.sightings import SECOND, Sighting
from logscan.model import Burst, Kind, Mark, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logscan.analysis.homes import Homes
    from logscan.analysis.rules import Detection
    from logscan.analysis.spans import Silence, Span
    from logscan.model import Condition, Event


RULES = "rules"
"""The family of conclusions."""

CONCLUDED = Text(
    en="concluded from several lines; no single line says so",
    ko="여러 줄을 종합한 판단이며, 한 줄로 적혀 있지는 않습니다",
)


def sighting(detection: Detection) -> Sighting | None:
    """Return a detection as a sighting; its event is the first one that the rule named."""
    named = detection.sightings
    spans = detection.spans
    if not named:
        facts = [fact for fact in detection.match.facts if fact.spans]
        named = [s for fact in facts for s in _edge(fact.spans[0], fact.start)]
    if not named:
        return None
    signature = detection.rule.signature
    first = _event(detection, named[0].first, named)
    silence = _silence(detection)
    last = named[-1].last if silence is None else silence.end
    return Sighting(
        signature=signature,
        first=first if silence is None else first._replace(time_ns=silence.start_ns),
        last=first._replace(line=last.line, time_ns=last.time_ns),
        start=named[0].start if silence is None else silence.start_ns,
        end=max([*(one.end for one in named), *(span.end for span in spans)]),
        occurrences=1,
        scope=named[0].scope,
    )


def _edge(span: Span, place: int) -> list[Sighting]:
    """Return the sighting of an attempt that a named moment stands for: an error, if it can."""

    def rank(one: Sighting) -> tuple[object, ...]:
        passing = one.signature.mark is None or one.signature.mark is Mark.NOTE
        mild = one.signature.kind is Kind.LIFECYCLE and passing
        return (mild, abs(one.start - place) // SECOND, -one.signature.severity, one.place)

    return sorted(span.sightings, key=rank)[:1]


def _event(detection: Detection, anchor: Event, named: Sequence[Sighting]) -> Event:
    """Return the anchor's event under the rule's name, with what all named events captured."""
    values = {"times": str(sum(fact.occurrences for fact in detection.match.facts))}
    silence = _silence(detection)
    if silence is not None:
        values |= silence.values()
        return _renamed(silence.end, detection, values)
    for one in named:
        values |= {name: value for name, value in one.first.captures if name not in values}
    return _renamed(anchor, detection, values)


def _renamed(event: Event, detection: Detection, values: Mapping[str, str]) -> Event:
    return event._replace(signature_id=detection.rule.id, captures=tuple(values.items()))


def _silence(detection: Detection) -> Silence | None:
    """Return the silence that a conclusion is about; it shows in the line that ends it."""
    if not _asks_of_silence(detection.rule.when):
        return None
    return next((span.silence for span in detection.spans if span.silence is not None), None)


def _asks_of_silence(when: Condition) -> bool:
    """Return whether a condition asks for how long a process was silent."""
    quiet = any(selector.quiet is not None for selector in when.selectors)
    return quiet or any(map(_asks_of_silence, when.parts))


def placed(detections: Sequence[Detection], homes: Homes) -> list[Sighting]:
    """Return the detections as sightings, each put into the attempts that it is about."""
    made = []
    for detection in detections:
        one = sighting(detection)
        if one is not None:
            homes.put(one, detection.spans)
            made.append(one)
    return made


def bursts(made: Sequence[Sighting]) -> dict[str, list[Burst]]:
    """Return one burst per conclusion, by the rule's id."""
    found: dict[str, list[Burst]] = {}
    for one in made:
        found.setdefault(one.signature.id, []).append(
            Burst(
                signature_id=one.signature.id,
                occurrences=1,
                first=one.first,
                last=one.last,
                start_ns=one.first.time_ns,
                end_ns=one.last.time_ns,
                service=one.scope.service,
                instance=one.instance,
                histogram=(1,),
            )
        )
    return found
