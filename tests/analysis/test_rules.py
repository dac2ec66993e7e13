"""Rules over events: each operator, its window and its reach."""

from __future__ import annotations

import analysis_builders as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logscan.analysis.attempts import cut
from logscan.analysis.homes import Homes
from logscan.analysis.rules import World
from logscan.analysis.sightings import sightings
from logscan.model import (
    Apart,
    Condition,
    Mark,
    Moment,
    Operator,
    Outcome,
    Phase,
    Reach,
    Selector,
)

KNOWN = {one.id: one for one in made.SIGNATURES}


def world(*lines: str, undated: bool = False) -> World:
    """Return all that a rule can ask about in this log."""
    found_events = made.events(*lines, undated=undated)
    found = sightings(made.timeline(found_events), KNOWN, made.infos(found_events))
    spans = cut(found)
    ends = {s.scope: max(o.end for o in found if o.scope == s.scope) for s in found}
    return World(found=found, spans=spans, homes=Homes(spans), ends=ends, signatures=KNOWN)


def fits(when: Condition, *lines: str, reach: Reach = Reach.SERVICE, undated: bool = False):
    """Return for each fit the lines of its sightings or the moments it named."""
    asked = world(*lines, undated=undated)
    return [
        [
            fact.sighting.first.line if fact.sighting else (fact.moment.value if fact.moment else 0)
            for fact in match.facts
        ]
        for group in asked.groups(reach)
        for match in asked.matches(group, when)
    ]


def name(*ids: str, **fields: object) -> Selector:
    """Return a selector by id."""
    return Selector(signatures=ids, **fields)  # type: ignore[arg-type]  # a test's own fields


SECONDS = 1_000_000_000


def test_seen_and_absent():
    """One fit an event; absence fits once, where there is none."""
    seen = Condition(operator=Operator.SEEN, selectors=(name("refused"),))
    absent = Condition(operator=Operator.ABSENT, selectors=(name("refused"),))
    assert fits(seen, "1 refused", "5 refused") == [[10], [20]]
    assert fits(absent, "1 refused") == []
    assert fits(absent, "1 slow") == [[]]


def test_a_window_includes_both_its_ends():
    """Exactly ten seconds apart is within ten seconds."""
    when = Condition(
        operator=Operator.FOLLOWED_BY,
        selectors=(name("slow"), name("refused")),
        within_ns=10 * SECONDS,
    )
    assert fits(when, "1 slow", "11 refused") == [[10, 20]]
    assert fits(when, "1 slow", "11.001 refused") == []


def test_equal_stamps_count_as_ordered():
    """What stands at the same instant follows, in either order of lines."""
    when = Condition(operator=Operator.SEQUENCE, selectors=(name("slow"), name("refused")))
    assert fits(when, "5 refused", "5 slow") == [[20, 10]]
    assert fits(when, "5 refused", "4 slow") == [[20, 10]]
    assert fits(when, "3 refused", "4 slow") == []


def test_preceded_by_looks_back_to_the_nearest():
    """Each later event fits once, with the last one before it in the window."""
    when = Condition(
        operator=Operator.PRECEDED_BY,
        selectors=(name("refused"), name("slow")),
        within_ns=10 * SECONDS,
    )
    lines = ("0 slow", "3 slow", "10 refused", "13 refused", "14 refused")
    assert fits(when, *lines) == [[20, 30], [20, 40]]


def test_a_sequence_uses_no_event_twice():
    """Two full sequences need two of each."""
    when = Condition(
        operator=Operator.SEQUENCE, selectors=(name("slow"), name("refused"), name("exited"))
    )
    lines = ("1 slow", "2 slow", "3 refused", "4 exited", "5 slow", "6 refused", "7 exited")
    assert fits(when, *lines) == [[10, 30, 40], [50, 60, 70]]


def test_the_whole_sequence_must_fit_into_its_window():
    """The window is counted from the first event."""
    selectors = (name("slow"), name("refused"), name("exited"))
    when = Condition(operator=Operator.SEQUENCE, selectors=selectors, within_ns=5 * SECONDS)
    assert fits(when, "1 slow", "5 refused", "7 exited") == []
    assert fits(when, "2 slow", "5 refused", "7 exited") == [[10, 20, 30]]


def test_not_followed_by_is_settled_at_the_end():
    """An open window at the end of the log counts as over, unless the rule says otherwise."""
    selectors = (name("deploying"), name("live"))
    when = Condition(operator=Operator.NOT_FOLLOWED_BY, selectors=selectors, within_ns=60 * SECONDS)
    patient = Condition(
        operator=Operator.NOT_FOLLOWED_BY,
        selectors=selectors,
        within_ns=60 * SECONDS,
        settle=False,
    )
    assert fits(when, "0 deploying", "30 slow") == [[10]]
    assert fits(patient, "0 deploying", "30 slow") == []
    assert fits(patient, "0 deploying", "60 slow") == [[10]]
    assert fits(when, "0 deploying", "59 live") == []


def test_count_finds_the_longest_run():
    """Three within ten seconds; a run goes on while its windows are full."""
    when = Condition(
        operator=Operator.COUNT, selectors=(name("refused"),), at_least=3, within_ns=10 * SECONDS
    )
    lines = [f"{second} refused" for second in (0, 5, 10, 15, 100, 101, 300, 302, 304)]
    assert fits(when, *lines) == [[10, 20, 30, 40], [70, 80, 90]]
    assert fits(when, "0 refused", "5 refused", "11 refused") == []


def test_count_counts_what_a_cell_holds():
    """Several events in one second are one sighting and still count each."""
    when = Condition(operator=Operator.COUNT, selectors=(name("refused"),), at_least=3)
    assert fits(when, "0.1 refused", "0.2 refused", "0.3 refused") == [[10]]


def test_all_and_any():
    """All parts near each other; any part by itself."""
    parts = tuple(Condition(operator=Operator.SEEN, selectors=(name(n),)) for n in ("slow", "oom"))
    both = Condition(operator=Operator.ALL, parts=parts)
    near = Condition(operator=Operator.ALL, parts=parts, within_ns=5 * SECONDS)
    either = Condition(operator=Operator.ANY, parts=parts)
    assert fits(both, "0 oom", "99 slow") == [[10, 20]]
    assert fits(both, "0 oom") == []
    assert fits(near, "0 oom", "99 slow") == []
    assert fits(near, "94 oom", "99 slow") == [[10, 20]]
    assert fits(either, "0 oom", "99 slow") == [[10], [20]]


def test_absence_takes_part_in_all():
    """An exit without a memory error beside it."""
    when = Condition(
        operator=Operator.ALL,
        parts=(
            Condition(operator=Operator.SEEN, selectors=(Selector(marks=(Mark.EXIT,)),)),
            Condition(operator=Operator.ABSENT, selectors=(name("oom"),)),
        ),
    )
    assert fits(when, "0 running", "5 exited", reach=Reach.ATTEMPT) == [[20]]
    assert fits(when, "0 running", "4 oom", "5 exited", reach=Reach.ATTEMPT) == []


def test_reach_keeps_attempts_instances_and_services_apart():
    """What lies in two places is only together in a reach that holds both."""
    when = Condition(
        operator=Operator.ALL,
        parts=tuple(
            Condition(operator=Operator.SEEN, selectors=(name(n),)) for n in ("slow", "type-error")
        ),
    )
    two = ("0 running", "1 slow", "2 exited", "9 running", "10 type-error")
    assert fits(when, *two, reach=Reach.ATTEMPT) == []
    assert fits(when, *two, reach=Reach.SERVICE) == [[20, 50]]
    assert fits(when, "1 slow @a", "2 type-error @b", reach=Reach.INSTANCE) == []
    services = ("1 slow %a", "2 type-error %b")
    assert fits(when, *services, reach=Reach.SERVICE) == []
    assert fits(when, *services, reach=Reach.LOG) == [[10, 20]]


def test_moments_of_attempts_are_facts():
    """A boot's begin and end, and the first sign that it works, can be named."""
    ended = Selector(moment=Moment.END, phases=(Phase.BOOT,), outcomes=(Outcome.EXITED,))
    count = Condition(operator=Operator.COUNT, selectors=(ended,), at_least=2)
    lines = ("0 running", "3 exited", "9 running", "12 exited")
    assert fits(count, *lines) == [["end", "end"]]
    served = Condition(
        operator=Operator.SEEN, selectors=(Selector(moment=Moment.SERVED, phases=(Phase.BOOT,)),)
    )
    assert fits(served, "0 running", "3 listening") == [["served"]]
    assert fits(served, "0 running") == []


def test_apart_demands_another_attempt():
    """A stop in the attempt that served is not a takeover."""
    when = Condition(
        operator=Operator.SEQUENCE,
        selectors=(Selector(moment=Moment.SERVED, phases=(Phase.BOOT,)), name("sigterm")),
        apart=Apart.OTHER,
    )
    assert fits(when, "0 running", "3 listening", "4000 sigterm") == []
    both = ("0 running @a", "3 listening @a", "10 running @b", "13 listening @b", "70 sigterm @a")
    assert fits(when, *both) == [["served", 50]]


def test_silent_boots_can_be_named():
    """A boot that is replaced without an exit or a stop ended without a word."""
    when = Condition(operator=Operator.SEEN, selectors=(Selector(moment=Moment.END, silent=True),))
    assert fits(when, "0 running", "3 listening", "900 running") == [["end"]]
    assert fits(when, "0 running", "3 exited", "900 running") == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["slow", "refused"])), max_size=25),
    st.integers(1, 20),
)
def test_followed_by_and_not_followed_by_are_opposites(rows, seconds):
    """Each first event fits exactly one of the two."""
    selectors = (name("slow"), name("refused"))
    followed, alone = (
        Condition(operator=operator, selectors=selectors, within_ns=seconds * SECONDS)
        for operator in (Operator.FOLLOWED_BY, Operator.NOT_FOLLOWED_BY)
    )
    lines = [f"{second} {what}" for second, what in rows]
    first = sorted(
        [fit[0] for fit in fits(followed, *lines)] + [fit[0] for fit in fits(alone, *lines)]
    )
    asked = fits(Condition(operator=Operator.SEEN, selectors=(name("slow"),)), *lines)
    assert first == sorted(fit[0] for fit in asked)


@pytest.mark.parametrize("undated", [False, True])
def test_windows_work_without_times(undated):
    """Ten lines count as a second."""
    when = Condition(
        operator=Operator.FOLLOWED_BY,
        selectors=(name("slow"), name("refused")),
        within_ns=5 * SECONDS,
    )
    assert fits(when, "0 slow", "1 refused", undated=undated) == [[10, 20]]
