"""Line ends are counted alike with and without arrays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.engine import counting
from logscan.engine.counting import ByteCounter


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    """Make arrays from the first byte on."""
    monkeypatch.setattr(counting, "PATIENCE_BYTES", 0)
    monkeypatch.setattr(counting, "SMALL_BYTES", 1)


@given(
    held=st.lists(st.sampled_from(b"\n}ab"), max_size=40).map(bytes),
    what=st.sampled_from([b"\n", b"\n}", b"\nid: "]),
    low=st.integers(0, 40),
    size=st.integers(0, 40),
)
def test_arrays_count_what_bytes_count(held, what, low, size):
    """For one byte and for two, at even and at odd places."""
    low = min(low, len(held))
    high = min(low + size, len(held))
    assert ByteCounter().count(held, what, low, high) == held.count(what, low, high)


def test_a_short_stream_makes_no_arrays(monkeypatch):
    """Their import would take longer than all its counting."""
    monkeypatch.setattr(counting, "PATIENCE_BYTES", 11)
    monkeypatch.setitem(__import__("sys").modules, "numpy", None)
    counter = ByteCounter()
    assert counter.count(b"a\nb\nc", b"\n", 0, 5) == 2
    assert counter.count(b"a\nb\nc", b"\n", 0, 5) == 2
    with pytest.raises(ImportError):
        counter.count(b"a\nb\nc", b"\n", 0, 5)
