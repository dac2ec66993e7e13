"""The fast matcher misses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.engine.matcher import LiteralMatcher, PlainMatcher, best_matcher

alphabet = st.sampled_from(list(b"abcE \n"))
words = st.lists(alphabet, min_size=1, max_size=6).map(bytes)


@given(
    anchors=st.lists(words, min_size=1, max_size=40, unique=True),
    data=st.lists(alphabet, max_size=300).map(bytes),
)
def test_the_fast_matcher_agrees_with_find(anchors, data):
    """Any anchors, any bytes: the same places in the same order of ends."""
    owned = [(anchor, index % 7) for index, anchor in enumerate(anchors)]
    fast = LiteralMatcher(owned).candidates(data)
    assert [end for end, _ in fast] == sorted(end for end, _ in fast)
    assert sorted(fast) == PlainMatcher(owned).candidates(data)


MANY = [(b"anchor%04d" % index, index) for index in range(300)]
TEXT = b" ".join(anchor for anchor, _ in MANY)


def test_compiled_literals_are_kept_between_runs(tmp_path, monkeypatch):
    """The second matcher does not compile, and finds the same."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = best_matcher(MANY).candidates(TEXT)
    monkeypatch.setattr("logscan.engine.matcher._compiled", None)
    assert best_matcher(MANY).candidates(TEXT) == first == PlainMatcher(MANY).candidates(TEXT)


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", None])
def test_a_bad_cache_only_costs_time(tmp_path, monkeypatch, rubbish):
    """Emptied, overwritten or unreadable: the literals are compiled again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    best_matcher(MANY)
    for path in (tmp_path / "logscan").iterdir():
        path.unlink() if rubbish is None else path.write_bytes(rubbish)
    assert best_matcher(MANY).candidates(TEXT) == PlainMatcher(MANY).candidates(TEXT)


def test_kept_literals_that_do_not_load_are_compiled(tmp_path, monkeypatch):
    """What another machine or version wrote is refused by the engine itself."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("logscan.catalogue.cache.read", lambda _name, _key: "bm90IGEgZGF0YWJhc2U=")
    assert best_matcher(MANY).candidates(TEXT) == PlainMatcher(MANY).candidates(TEXT)


def test_no_anchors_means_no_candidates():
    """An empty catalogue finds nothing instead of failing to compile."""
    assert best_matcher([]).candidates(b"anything") == []


def test_the_plain_matcher_takes_over_without_the_engine(monkeypatch):
    """Where no wheel of the engine exists the answers stay the same."""
    monkeypatch.setitem(__import__("sys").modules, "hyperscan", None)
    matcher = best_matcher([(b"ECONN", 3)])
    assert isinstance(matcher, PlainMatcher)
    assert matcher.candidates(memoryview(b"xx ECONNREFUSED")) == [(8, 3)]
