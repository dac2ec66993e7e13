"""The fast matcher misses nothing."""

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


def test_no_anchors_means_no_candidates():
    """An empty catalogue finds nothing instead of failing to compile."""
    assert best_matcher([]).candidates(b"anything") == []


def test_the_plain_matcher_takes_over_without_the_engine(monkeypatch):
    """Where no wheel of the engine exists the answers stay the same."""
    monkeypatch.setitem(__import__("sys").modules, "hyperscan", None)
    matcher = best_matcher([(b"ECONN", 3)])
    assert isinstance(matcher, PlainMatcher)
    assert matcher.candidates(memoryview(b"xx ECONNREFUSED")) == [(8, 3)]
