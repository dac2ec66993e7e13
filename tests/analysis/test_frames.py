"""Tables for people who work with pandas."""

from __future__ import annotations

from dataclasses import replace

import analysis_builders as made

from logscan.analysis.frames import attempts_frame, events_frame, rates_frame, timeline_frame
from logscan.report.csv import EVENT_COLUMNS

LINES = (
    "0 running",
    "3 refused host=db",
    "4 exited status=1",
    "60 running",
    "63 refused host=db",
    "64 refused host=db",
    "65 exited status=1",
)


def test_the_timeline_has_one_row_an_entry():
    """Times are UTC, words are those of the document."""
    report = made.report(*LINES)
    frame = timeline_frame(report)
    assert len(frame) == len(report.timeline)
    assert str(frame["time"].dt.tz) == "UTC"
    row = frame[frame["signature"] == "refused"].iloc[0]
    assert (row["role"], row["severity"], row["occurrences"]) == ("cause", "critical", 3)


def test_instants_are_exact_beside_missing_ones():
    """A missing time takes no nanosecond from the others."""
    entry = made.report(*LINES).timeline[0]
    exact = replace(entry, time_ns=1_773_018_764_920_000_001)
    undated = replace(entry, time_ns=None)
    frame = timeline_frame(replace(made.report(*LINES), timeline=(exact, undated)))
    assert frame["time"].iloc[0].value == exact.time_ns
    assert frame["time"].isna().tolist() == [False, True]


def test_titles_are_in_the_language():
    """English unless asked otherwise."""
    report = made.report(*LINES)
    titles = list(timeline_frame(report, "ko")["title"])
    assert titles == [entry.title.in_language("ko") for entry in report.timeline]


def test_events_have_one_row_each():
    """Captures stay dictionaries, and an empty table has its columns."""
    found = made.events(*LINES)
    frame = events_frame([(event, made.signature(event.signature_id)) for event in found])
    assert list(frame["signature"]) == [event.signature_id for event in found]
    assert frame["captures"].iloc[1] == {"host": "db"}
    assert list(events_frame([]).columns) == list(EVENT_COLUMNS)


def test_attempts_have_durations():
    """A boot's seconds are those between its first and last line."""
    frame = attempts_frame(made.report(*LINES))
    assert list(frame["outcome"]) == ["exited", "exited"]
    assert list(frame["seconds"]) == [4.0, 5.0]
    assert list(frame["exit_status"]) == [1, 1]


def test_rates_count_every_occurrence():
    """The sum over all minutes is the number of events."""
    report = made.report(*LINES, *(f"{200 + n} slow" for n in range(300)))
    rates = rates_frame(report)
    counted = {f.signature.id: f.occurrences for f in report.findings if f.signature.family == ""}
    assert {name: int(rates[name].sum()) for name in counted} == counted
    assert rates["refused"].gt(0).sum() >= 2


def test_an_undated_log_has_tables_too():
    """Without times the tables have rows, but no instants and no rates."""
    report = made.report(*LINES, undated=True)
    assert timeline_frame(report)["time"].isna().all()
    assert attempts_frame(report)["seconds"].isna().all()
    assert rates_frame(report).empty
