"""Parquet holds what the tables hold, whatever the log holds."""

import io
from dataclasses import replace

import analysis_builders as made
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from logscan.analysis import parquet
from logscan.analysis.parquet import EventsParquet, timeline_parquet
from logscan.model import Text

LINES = ("0 running", "3 refused host=db", "4 exited status=1", "60 running")


def cleaned(text):
    """What a renderer would do to a text."""
    return text.replace("\x1b", "␛")


def events_file(found):
    """The Parquet file of some events."""
    file = io.BytesIO()
    table = EventsParquet(file, cleaned)
    for event in found:
        table.add(event, made.signature(event.signature_id))
    table.close()
    return io.BytesIO(file.getvalue())


def test_the_timeline_as_a_file():
    """One row an entry, instants to the nanosecond, titles in the language."""
    report = made.report(*LINES)
    frame = pd.read_parquet(io.BytesIO(timeline_parquet(report, language="ko", clean=cleaned)))
    assert [time.value for time in frame["time"]] == [entry.time_ns for entry in report.timeline]
    assert list(frame["title"]) == [entry.title.in_language("ko") for entry in report.timeline]


@pytest.mark.parametrize("lines", [(), LINES, ("3 refused host=db",)])
def test_the_types_do_not_depend_on_the_rows(lines):
    """An empty table and one with missing values have the same columns of the same types."""
    full, some = (pq.read_schema(events_file(made.events(*chosen))) for chosen in (LINES, lines))
    assert some.equals(full)
    assert full.field("time").type == pa.timestamp("ns", tz="UTC")
    assert full.field("line").type == pa.int64()
    timelines = [
        pq.read_schema(
            io.BytesIO(timeline_parquet(made.report(*chosen), language="en", clean=cleaned))
        )
        for chosen in (LINES, lines)
    ]
    assert timelines[0].equals(timelines[1])


def test_events_are_written_in_batches(monkeypatch):
    """No more than a batch is held; all of them arrive, in order."""
    monkeypatch.setattr(parquet, "BATCH_ROWS", 2)
    found = made.events(*LINES, *(f"{100 + n} refused host=h{n}" for n in range(4)))
    file = events_file(found)
    assert pq.read_metadata(file).num_row_groups == 4
    frame = pd.read_parquet(file)
    assert list(frame["signature"]) == [event.signature_id for event in found]
    assert frame["captures"].iloc[1] == '{"host": "db"}'


def test_texts_are_clean():
    """What is no text for a file is made one, in every column."""
    (event,) = made.events("3 refused host=db")
    bad = "\x1b[2J\ud800"
    event = event._replace(source=bad, evidence=bad, service=bad, instance=bad)
    frame = pd.read_parquet(events_file([event]))
    for name in ("source", "text", "service", "instance"):
        assert frame[name].iloc[0] == "␛[2J\\ud800"
    report = made.report(*LINES)
    entry = replace(report.timeline[0], title=Text(en=bad), source=bad)
    data = timeline_parquet(replace(report, timeline=(entry,)), language="en", clean=cleaned)
    assert pd.read_parquet(io.BytesIO(data))["title"].iloc[0] == "␛[2J\\ud800"
