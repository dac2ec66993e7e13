"""Sightings stand on one axis, dated or not, and services are told apart."""

from __future__ import annotations

import pickle

import analysis_builders as made
import pytest

from logscan.analysis.facts import Fact, Group
from logscan.analysis.sightings import LINE, chains, sightings
from logscan.model import Selector, SourceInfo

KNOWN = {one.id: one for one in made.SIGNATURES}


def info(name: str, first: int | None, last: int | None) -> SourceInfo:
    """Return a source that spans these seconds."""
    return SourceInfo(
        name=name,
        layout="plain",
        first_ns=None if first is None else made.START_NS + first * made.SECOND_NS,
        last_ns=None if last is None else made.START_NS + last * made.SECOND_NS,
    )


def test_an_undated_line_stands_right_after_the_dated_one_before_it():
    """A traceback's lines have no time of their own."""
    dated = made.events("5 running #10", "9 exited #40")
    undated = made.events("0 refused #20", undated=True)
    found = sightings(made.timeline([*dated, *undated]), KNOWN, made.infos(dated))
    assert [s.signature.id for s in found] == ["running", "refused", "exited"]
    assert 0 < found[1].start - found[0].start < made.SECOND_NS


def test_an_undated_head_stands_before_the_first_time():
    """Lines above the first stamp keep their order."""
    dated = made.events("5 exited #40")
    undated = made.events("0 running #20", "0 refused #30", undated=True)
    found = sightings(made.timeline([*dated, *undated]), KNOWN, made.infos(dated))
    assert [s.signature.id for s in found] == ["running", "refused", "exited"]


def test_without_any_time_lines_are_the_axis():
    """Ten lines count as a second."""
    found = sightings(made.timeline(made.events("0 running", undated=True)), KNOWN, ())
    assert [(s.start, s.scope.dated) for s in found] == [(10 * LINE, False)]


def test_rotated_files_are_one_service():
    """Files that follow one another are a chain; files that overlap are two services."""
    assert chains([info("b", 100, 200), info("a", 0, 90)]) == {"a": "a", "b": "a"}
    assert chains([info("a", 0, 150), info("b", 100, 200)]) == {"a": "a", "b": "b"}
    assert chains([info("a", None, None)]) == {}


@pytest.mark.parametrize(("gap", "boots"), [(100, 1), (-50, 2)])
def test_an_exit_in_the_next_file_ends_the_boot_of_the_one_before(gap, boots):
    """A boot that began in one rotated file ends in the next, unless the files overlap."""
    first = made.events("0 running", "90 listening", source="app.log.1")
    second = made.events(f"{90 + gap} slow", f"{200 + gap} exited status=1", source="app.log")
    report = made.report_on([*first, *second])
    assert len(report.attempts) == boots
    assert report.attempts[-1].outcome.value == "exited"


def test_a_timeline_travels_between_processes():
    """It can be pickled, which is how workers hand it back."""
    state = made.timeline(made.events("0 running", "3 refused host=db", "4 exited status=1"))
    assert pickle.loads(pickle.dumps(state)) == state


def test_facts_of_one_second_stand_in_the_order_of_their_lines():
    """Whatever the order of their names: sets of texts have another one in each run."""
    names = ["slow", "running", "refused", "listening", "exited"]
    lines = made.events(*[f"5 {name} #{number}" for number, name in enumerate(names, 1)])
    found = sightings(made.timeline(lines), KNOWN, made.infos(lines))
    facts = [Fact(start=one.start, end=one.end, sighting=one) for one in reversed(found)]
    chosen = Group(facts, found[-1].end).select(Selector(), frozenset(names))
    assert [fact.sighting.signature.id for fact in chosen] == names
