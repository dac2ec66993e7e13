"""The timeline keeps its promises: nothing lost, no order, any merge, bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import analysis_builders as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis import Timeline, timeline, tracks, unknown
from logscan.model import Event, Excerpt, UnknownLine

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("refused", "exited", "running", "slow")

EVENTS = st.builds(
    Event,
    signature_id=st.sampled_from(NAMES),
    source=st.sampled_from(["a.log", "b.log"]),
    line=st.integers(1, 400),
    order=st.integers(1, 400),
    offset=st.integers(0, 3),
    time_ns=st.none() | st.integers(0, 600).map(lambda second: second * 1_000_000_000),
    evidence=st.sampled_from(["x", "y"]),
    service=st.sampled_from([None, "srv-1", "srv-2"]),
    instance=st.sampled_from([None, "aaaaa", "bbbbb", "ccccc"]),
    captures=st.lists(st.tuples(st.just("host"), st.sampled_from("abcdef")), max_size=1).map(tuple),
)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every bound so small that the tests cross it."""
    monkeypatch.setattr(timeline, "CELLS", 32)
    monkeypatch.setattr(timeline, "TRACKS", 8)
    monkeypatch.setattr(timeline, "KEPT_MARKS", 5)
    monkeypatch.setattr(tracks, "KEPT_VALUES", 2)
    monkeypatch.setattr(unknown, "KEPT_SHAPES", 3)


def filled(found: list[Event]) -> Timeline:
    """Return a timeline with events, excerpts and unknown lines."""
    state = made.timeline(found)
    for event in found:
        state.add_excerpt(Excerpt(event=event, before=(event.evidence,)))
        text = f"{event.signature_id} {event.evidence} failed in {event.line} ms"
        state.add_unknown(
            UnknownLine(source=event.source, line=event.line, time_ns=event.time_ns, text=text)
        )
    return state


LOGS = st.lists(EVENTS, max_size=80)


@pytest.mark.fault(32)
@settings(max_examples=60, deadline=None)
@given(LOGS, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_show(found, random):
    """Any order of arrival gives the same state, also beyond every bound."""
    shuffled = list(found)
    random.shuffle(shuffled)
    assert filled(shuffled) == filled(found)


@settings(max_examples=60, deadline=None)
@given(LOGS, LOGS, LOGS)
def test_merging_is_associative_and_commutative(one, two, three):
    """However the work was split, the merged state is that of one run."""
    left = filled(one)
    left.merge(filled(two))
    left.merge(filled(three))
    inner = filled(three)
    inner.merge(filled(two))
    right = filled(one)
    right.merge(inner)
    assert left == right == filled([*one, *two, *three])


@settings(max_examples=60, deadline=None)
@given(LOGS)
def test_no_occurrence_is_lost(found):
    """The cells count every event, however coarse they became."""
    counted = sum(
        cell.occurrences for _, track in filled(found).tracks() for cell in track.ordered()
    )
    assert counted == len(found)


@settings(max_examples=30, deadline=None)
@given(LOGS, LOGS)
def test_merging_leaves_the_other_alone(one, two):
    """A merged timeline can be used again."""
    other = filled(two)
    left = filled(one)
    left.merge(other)
    left.add(made.events("1 refused")[0])
    assert other == filled(two)


def test_cells_and_tracks_stay_within_their_bounds():
    """Neither many places nor long times make the state grow beyond its bounds."""
    lines = [f"{n} refused @i{n % 50}" for n in range(2000)]
    state = made.timeline(made.events(*lines))
    found = state.tracks()
    assert len(found) <= 8
    assert sum(len(track.cells) for _, track in found) <= 32
    assert set(state.counters()) == {"tracks_coarsened", "places_folded"}


def test_bounds_that_were_hit_are_counted():
    """Dropped marks, cut captures and folded shapes each have a counter."""
    lines = [f"{n} exited host=h{n} #{n + 1}" for n in range(40)]
    state = filled(made.events(*lines))
    for number, word in enumerate("abcdefgh"):
        state.add_unknown(UnknownLine(source="s", line=number, time_ns=None, text=f"error {word}"))
    counters = state.counters()
    assert counters["marks_dropped"] == 30
    assert counters["captures_cut"] == 1
    assert counters["shapes_folded"] > 0


def test_excerpts_keep_the_earliest_and_the_latest():
    """Of many excerpts the first three and the last two stay."""
    state = made.timeline([])
    for event in made.events(*[f"{n} refused" for n in range(30)]):
        state.add_excerpt(Excerpt(event=event))
    assert [e.event.line for e in state.excerpts("refused")] == [10, 20, 30, 290, 300]


def test_excerpts_of_the_same_event_are_one():
    """An excerpt that arrives twice is shown once, the one with more context."""
    state = made.timeline([])
    event = made.events("1 refused")[0]
    state.add_excerpt(Excerpt(event=event))
    state.add_excerpt(Excerpt(event=event, before=("line",)))
    assert [e.before for e in state.excerpts("refused")] == [("line",)]


def _cells(state: Timeline) -> Iterator[tuple[int, int]]:
    for _, track in state.tracks():
        yield from ((cell.first.line, cell.last.line) for cell in track.ordered())


def test_a_cell_remembers_its_true_ends():
    """The first and last event of a cell are exact, whatever came first."""
    found = made.events("0.9 refused", "0.1 refused", "0.5 refused")
    assert list(_cells(made.timeline(found))) == [(20, 10)]


def test_the_order_tells_any_two_events_apart():
    """An empty level is not a missing one: which of the two is kept must not be chance."""
    (event,) = made.events("1 refused")
    others = [event._replace(level=""), event._replace(instance=""), event._replace(before_ns=1)]
    assert len({tracks.order(one) for one in (event, *others)}) == 4
