"""Every rule file proves itself: it fits its examples and none of its counterexamples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import analysis_builders as made
import pytest

from logscan.analysis import silences
from logscan.analysis.attempts import cut
from logscan.analysis.homes import Homes
from logscan.analysis.rules import World
from logscan.analysis.sightings import sightings
from logscan.analysis.timeline import Timeline
from logscan.catalogue import collect_catalogue
from logscan.model import Event, RuleEffect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from logscan.model import Rule

CATALOGUE = collect_catalogue().catalogue
KNOWN = {signature.id: signature for signature in CATALOGUE.signatures}
CASES = [
    pytest.param(rule, script, fits, id=f"{rule.id}-{'yes' if fits else 'no'}-{number}")
    for rule in made.RULES
    for fits, scripts in ((True, rule.examples), (False, rule.counterexamples))
    for number, script in enumerate(scripts, start=1)
]


def spelled(script: Sequence[str]) -> list[Event]:
    """Return the events of one example: ``"12s signature [@instance] [name=value] [x60]"``."""
    lines = []
    for line in script:
        second, rest = line.split("s ", 1)
        times = re.search(r" x(\d+)$", rest)
        bare = rest[: times.start()] if times else rest
        lines += [f"{second} {bare}"] * (int(times[1]) if times else 1)
    return made.events(*lines)


@pytest.mark.parametrize(("rule", "script", "fits"), CASES)
def test_a_rule_fits_its_examples_alone(rule: Rule, script, fits):
    """An example is detected, a counterexample is not."""
    found_events = spelled(script)
    timeline = Timeline(CATALOGUE)
    for event in found_events:
        timeline.add(event)
    found = sightings(timeline, KNOWN, made.infos(found_events))
    spans = cut(found)
    silences.note(spans, made.infos(found_events))
    ends = {s.scope: max(o.end for o in found if o.scope == s.scope) for s in found}
    world = World(found=found, spans=spans, homes=Homes(spans), ends=ends, signatures=KNOWN)
    assert bool(world.detect([rule], *RuleEffect)) is fits


@pytest.mark.parametrize("rule", made.RULES, ids=[rule.id for rule in made.RULES])
def test_a_rule_names_only_what_exists(rule: Rule):
    """Examples, edges and supported causes are signatures or rules, and texts are bilingual."""
    ids = KNOWN.keys() | {one.id for one in made.RULES}
    spoken = {line.split()[1] for script in rule.examples for line in script}
    face = rule.signature
    assert spoken | {*face.explains, *face.explained_by, *rule.supports} <= ids
    assert rule.id not in KNOWN
    texts = [face.title, face.headline, face.cause, rule.because, *(s.text for s in face.steps)]
    assert all(text.ko for text in texts if text is not None)
