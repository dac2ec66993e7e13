"""Whoever reads the parts, and however they are cut: the report is that of one reader."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scale_helpers import (
    MESSAGES,
    WRITERS,
    in_memory,
    many_readers,
    one_reader,
    run_settings,
    small,
    told,
)

from logscan.intake.clock import Clock
from logscan.intake.layouts import layout_named, rewriter

SETTINGS = run_settings()
SAMPLES = sorted(Path(__file__).parent.parent.parent.glob("samples/*/input.log"))
messages = st.lists(st.sampled_from(MESSAGES), min_size=1, max_size=120)


def compare(data, segment_bytes, *, workers=3, **bounds):
    """Check the promise for one log; return how many parts there were."""
    run = replace(SETTINGS, segment_bytes=segment_bytes)
    with small(**bounds) as chunk:
        one = one_reader(run, [in_memory(data, chunk)])
        many, parts = many_readers(run, [in_memory(data, chunk)], [len(data)], workers)
    assert told(many) == told(one)
    return len(parts)


@pytest.mark.parametrize("name", sorted(WRITERS))
@settings(max_examples=25, deadline=None)
@given(
    written=messages,
    segment_bytes=st.integers(300, 6000),
    workers=st.integers(1, 8),
    chunk=st.integers(200, 900),
)
def test_the_parts_of_any_layout_give_the_whole(name, written, segment_bytes, workers, chunk):
    """Cuts in records, characters, tracebacks, secrets and objects change nothing."""
    compare(WRITERS[name](written).encode(), segment_bytes, workers=workers, chunk=chunk)


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_can_be_split_is_split(name):
    """Only layouts whose records do not stand alone are read as a whole."""
    parts = compare(WRITERS[name](MESSAGES * 4).encode(), 1000)
    whole = rewriter(layout_named(name), Clock()) is not None
    assert parts == 1 if whole else parts > 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_the_samples_in_parts(path):
    """Real incidents, three times in a row, in parts of a few records."""
    data = path.read_bytes()
    if not data.endswith(b"\n"):
        data += b"\n"
    compare(data * 3, max(len(data) // 3, 500), chunk=500)
