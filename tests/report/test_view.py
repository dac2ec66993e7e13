"""Folding loses nothing, and order is the reader's."""

from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import (
    EXITED,
    PROBE,
    STEPS,
    attempt,
    crash_loop,
    entry,
    finding,
    signature,
)

from logscan.model import Outcome, Role, Severity
from logscan.report.view import (
    all_steps,
    byte_size,
    fold_attempts,
    fold_timeline,
    in_boxes,
    loops,
    ranked,
    sparkline,
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_loops_cover_everything_once(keys):
    """The pieces, unrolled, are the keys."""
    unrolled = [key for at, n, turns in loops(keys) for key in keys[at : at + n] * turns]
    assert unrolled == keys


def test_a_loop_is_found_behind_a_beginning():
    """Two marks, then three turns of three, then an end."""
    keys = list("xy" + "abc" * 3 + "z")
    assert loops(keys) == [(0, 1, 1), (1, 1, 1), (2, 3, 3), (11, 1, 1)]


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 59)), max_size=30))
def test_folding_keeps_every_occurrence(marks):
    """However rows fold, occurrences and the ends of time stay."""
    entries = [entry(f"12:00:{second:02}", name, occurrences=2) for name, second in marks]
    rows = fold_timeline(entries)
    assert sum(row.occurrences for row in rows) == 2 * len(entries)
    if entries:
        assert min(row.start_ns for row in rows) == min(one.time_ns for one in entries)
        assert max(row.end_ns for row in rows) == max(one.end_ns for one in entries)


def test_attempts_fold_by_their_end():
    """A boot that went live breaks a run of boots that exited."""
    ends = [Outcome.EXITED, Outcome.EXITED, Outcome.LIVE, Outcome.EXITED]
    rows = fold_attempts([attempt("12:00:00", "12:00:01", outcome=end) for end in ends])
    assert [row.attempts for row in rows] == [2, 1, 1]
    assert rows[0].signature_ids == ("econnrefused", "exited-with-status")


def test_findings_are_ranked():
    """Urgent first, a cause before its equals, harmless last whatever its severity."""
    benign = finding(signature("noise", severity=Severity.CRITICAL), role=Role.BENIGN)
    result = finding(EXITED, role=Role.CONSEQUENCE)
    other = finding(signature("zz"), role=Role.INDEPENDENT)
    probe = finding(PROBE, role=Role.INDEPENDENT)
    found = ranked([benign, probe, result, other, finding()])
    assert [one.signature.id for one in found] == [
        "econnrefused",
        "zz",
        "exited-with-status",
        "render-port-probe",
        "noise",
    ]


def test_steps_come_from_incidents_where_there_are_no_others():
    """Without next steps the incidents' are shown, each once."""
    report = crash_loop(next_steps=(), incidents=crash_loop().incidents * 2)
    assert all_steps(report) == STEPS
    assert [len(inside) for _, inside in in_boxes(STEPS)] == [1, 2, 1, 1]


@settings(max_examples=100)
@given(st.lists(st.integers(0, 1000), max_size=50), st.integers(1, 20))
def test_sparklines(counts, width):
    """One bar a slice, at most the width; none is a dot, some is a bar."""
    bars = sparkline(counts, width)
    assert len(bars) == min(len(counts), width)
    assert set(bars) <= set("·▁▂▃▄▅▆▇█")
    assert (bars.strip("·") == "") == (sum(counts) == 0)
    if sum(counts):
        assert "█" in bars


def test_byte_sizes():
    """A size keeps its number readable."""
    assert byte_size(0) == "0 B"
    assert byte_size(1023) == "1,023 B"
    assert byte_size(98_214) == "95.9 KiB"
    assert byte_size(3 * 2**40) == "3,072.0 GiB"
