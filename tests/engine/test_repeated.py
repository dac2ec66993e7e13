"""A record that Render's API sent twice counts once, wherever its copies stand."""

import json

import pytest
from engine_helpers import chunks, run, signature
from hypothesis import given
from hypothesis import strategies as st

from logscan.engine import repeated

WORD = [signature("word", r"WORD \d+", "WORD")]


def log(numbers):
    """A log of `render logs -o json` with a record of each number, glued as it prints them."""
    records = [
        {
            "id": f"id{number}",
            "labels": [],
            "message": f"WORD {number}",
            "timestamp": "2025-10-24T12:00:00Z",
        }
        for number in numbers
    ]
    return "".join(json.dumps(record, indent=2) for record in records).encode()


@given(numbers=st.lists(st.integers(0, 9), max_size=40), piece=st.integers(1, 4000))
def test_only_the_first_copy_of_a_record_counts(numbers, piece):
    """However the copies are spread over the chunks."""
    data = log(numbers)
    events, parser = run(data, chunks(data, piece), signatures=WORD)
    expected = list(dict.fromkeys(numbers))
    assert [event.evidence for event in events] == [f"WORD {number}" for number in expected]
    assert parser.info().records == len(expected)
    assert parser.counters["duplicate_records"] == len(numbers) - len(expected)


@pytest.mark.parametrize("piece", [50, 1000, 100_000])
def test_ids_beyond_the_bound_are_counted_as_not_kept(monkeypatch, piece):
    """And their copies count again, the same wherever the chunks are cut."""
    monkeypatch.setattr(repeated, "_IDS_KEPT", 3)
    data = log([1, 2, 2, 3, 4, 4, 1])
    events, parser = run(data, chunks(data, piece), signatures=WORD)
    assert [event.evidence for event in events] == [f"WORD {n}" for n in (1, 2, 3, 4, 4, 1)]
    assert parser.counters["ids_not_kept"] > 0
