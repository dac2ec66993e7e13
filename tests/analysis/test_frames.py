"""Tables for people who work with pandas."""

from __future__ import annotations

import analysis_builders as made

from logscan.analysis.frames import attempts_frame, rates_frame, timeline_frame

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
