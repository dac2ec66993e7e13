"""Folding loses nothing, and order is the reader's."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import (
    EXITED,
    PROBE,
    STEPS,
    attempt,
    crash_loop,
    entry,
    event,
    evidence,
    finding,
    ns,
    signature,
)

from logscan.model import Burst, Outcome, Role, Severity, Text
from logscan.report.core_log import last_errors
from logscan.report.folding import fold_attempts, fold_timeline, sparkline
from logscan.report.view import all_steps, byte_size, in_boxes, ranked, why_it_happens


def names(rows):
    """Return each row as its signature and its occurrences."""
    return [(row.first.signature_id, row.occurrences) for row in rows]


def marks(text, **changes):
    """Make one entry a minute for each letter of *text*."""
    return [entry(f"12:{n:02}:00", letter, **changes) for n, letter in enumerate(text)]


def test_a_loop_is_found_behind_a_beginning():
    """Two marks, then three turns of three, then an end."""
    rows = fold_timeline(marks("xyabcabcabcz"))
    assert names(rows) == [("x", 1), ("y", 1), ("a", 3), ("b", 3), ("c", 3), ("z", 1)]


def test_a_burst_over_several_turns_is_part_of_the_loop():
    """Turns that share a burst fold with turns that have their own."""
    entries = marks("abcacabcabc")
    entries[1] = replace(entries[1], occurrences=2, end_ns=ns("12:04:30"))
    assert names(fold_timeline(entries)) == [("a", 4), ("b", 4), ("c", 4)]


def test_what_is_seen_twice_is_not_folded():
    """Two deploys are two deploys."""
    assert names(fold_timeline(marks("abab"))) == [("a", 1), ("b", 1), ("a", 1), ("b", 1)]


def test_a_long_pause_ends_a_loop():
    """The evening's trouble is not the morning's."""
    late = [replace(one, time_ns=one.time_ns + 10**13, end_ns=None) for one in marks("aaa")]
    entries = [*marks("aaa"), *late]
    assert names(fold_timeline(entries)) == [("a", 3), ("a", 3)]


def test_a_row_says_that_titles_differ():
    """Captured values that differ are not passed off as one."""
    entries = marks("aaa")
    assert fold_timeline(entries)[0].title("en") == "Deploy started"
    entries[2] = replace(entries[2], title=Text(en="Deploy of main", ko="main 배포"))
    assert fold_timeline(entries)[0].title("en") == "Deploy started …"


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


def test_the_last_errors_are_the_last():
    """The end of each burst is among them; what a rule concluded from other lines is not."""
    early, late = event(line=12), event(line=140, time_ns=event().time_ns + 10**9)
    burst = Burst(signature_id="econnrefused", occurrences=9, first=early, last=late)
    concluded = finding(signature("crash-loop", pattern=""), evidence=(evidence(line=99),))
    found = finding(bursts=(burst,), evidence=(evidence(line=40),))
    report = crash_loop(findings=(found, concluded), unexplained=())
    assert [one.line for one in last_errors(report, lines=30)] == [12, 40, 140]
    assert [one.line for one in last_errors(report, lines=1)] == [140]


def test_the_cause_is_filled_in():
    """Captured values stand in the catalogue's sentence, fallbacks where there are none."""
    text = Text(en="{host|The host} refused {port|the port}.", ko="{host|호스트}")
    made = finding(signature(cause=text), captures=(("host", ("db", "other")),))
    assert why_it_happens(made, "en") == "db refused the port."
    assert why_it_happens(finding(PROBE), "en") is None
    assert why_it_happens(finding(signature(cause=Text(en="{x}", ko="{x}"))), "en") == "{x}"
