"""Tables are read back as they were, and no cell is a formula."""

import csv
import io
import re

import pytest
from hostile import CORPUS, hostile_event, hostile_report
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import crash_loop, event, signature

from logscan.report import render
from logscan.report.csv import EVENT_COLUMNS, TIMELINE_COLUMNS, cell, event_row, events_head

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def read(text):
    """Return the rows of a table."""
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("text", CORPUS)
def test_no_cell_is_a_formula(text):
    """Hostile text stays one cell in one line, and begins like text."""
    table = render(hostile_report(text), "csv")
    events = events_head() + event_row(hostile_event(text), signature())
    for made, columns in ((table, TIMELINE_COLUMNS), (events, EVENT_COLUMNS)):
        rows = read(made)
        assert tuple(rows[0]) == columns
        assert {len(row) for row in rows} == {len(columns)}
        assert not any(FORMULA.match(value) for row in rows for value in row)
        assert len(made.splitlines()) == len(rows)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", made)


@settings(max_examples=200)
@given(st.text(max_size=20))
def test_any_cell(text):
    """No text makes a formula."""
    assert not FORMULA.match(cell(text))


def test_the_timeline():
    """One row an entry, in order, with the times of the contract."""
    rows = read(render(crash_loop(), "csv", language="ko"))
    assert len(rows) == 1 + len(crash_loop().timeline)
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["time"] == "2025-10-24T12:00:00Z"
    assert (first["kind"], first["title"], first["role"]) == ("lifecycle", "빌드 시작", "")


def test_an_event():
    """An event keeps its captures and all of its lines."""
    made = dict(zip(EVENT_COLUMNS, read(event_row(event(), signature()))[0], strict=True))
    assert made["captures"] == "host=10.0.0.5; port=5432"
    assert made["line"] == "12"
    assert made["text"].startswith("Error: connect ECONNREFUSED 10.0.0.5:5432 ⏎     at TCP")
