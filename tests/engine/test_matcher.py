"""The fast matcher misses nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.catalogue import load_catalogue
from logscan.engine.chosen_heads import HEADS
from logscan.engine.matcher import (
    CROWDED_BYTES,
    PATIENCE,
    HeadMatcher,
    LiteralMatcher,
    PlainMatcher,
    best_matcher,
    heads_of,
)
from logscan.engine.parser import Plan

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


@given(
    anchors=st.lists(words, min_size=1, max_size=20, unique=True),
    heads=st.lists(words, max_size=20),
    blocks=st.lists(st.lists(alphabet, max_size=30).map(bytes), min_size=1, max_size=6),
    gaps=st.lists(st.integers(0, 3 * CROWDED_BYTES), min_size=6, max_size=6),
)
def test_heads_lose_no_anchor(tmp_path_factory, anchors, heads, blocks, gaps):
    """Crowded or almost empty, whatever the heads are: what the plain search finds."""
    owned = [(anchor, index % 7) for index, anchor in enumerate(anchors)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp()))
        matcher, plain = HeadMatcher(owned, heads or [b"a"]), PlainMatcher(owned)
        patient(matcher)
        for block, gap in zip(blocks, gaps, strict=False):
            data = block + b"." * gap + block[::-1] + b"." * gap
            found = matcher.candidates(memoryview(data))
            assert [end for end, _ in found] == sorted(end for end, _ in found)
            assert sorted(found) == plain.candidates(data)


def patient(matcher):
    """Show blocks with nothing in them to a matcher until it searches for heads."""
    for _ in range(PATIENCE):
        assert matcher.candidates(b"." * CROWDED_BYTES) == []


def test_heads_are_searched_for_in_sparse_blocks_only(tmp_path, monkeypatch):
    """Short logs and those crowded with errors are searched for all anchors at once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    matcher, asked = HeadMatcher(MANY), []
    monkeypatch.setattr(matcher, "_places", lambda _block: asked.append(1) or None)
    patient(matcher)
    assert asked == []
    matcher.candidates(TEXT)
    assert asked == [1]
    matcher.candidates(b"." * CROWDED_BYTES)
    assert asked == [1]


def test_most_anchors_of_the_catalogue_hold_a_chosen_head():
    """Where this fails, run ``python bench/heads.py``: it says at its top what to do."""
    held = []
    Plan(load_catalogue().signatures, lambda anchors: held.extend(anchors) or PlainMatcher([]))
    literals = {literal for literal, _ in held}
    alone = [one for one in heads_of(literals, HEADS) if one not in HEADS]
    assert len(alone) * 20 < len(literals), alone


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
