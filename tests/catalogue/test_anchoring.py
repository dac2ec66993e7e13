"""A pattern that is accepted is truly anchored; one that is not comes with the reason."""

import string
from itertools import product

import pytest
import regex
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from logscan.catalogue.anchoring import unanchored
from logscan.catalogue.patterns import PatternError, parse_pattern


def escape(pattern, *anchors):
    """Return what is wrong with the anchors of *pattern*, or None."""
    return unanchored(parse_pattern(pattern), anchors)


PROVEN = [
    (r"listen EADDRINUSE\b", ["EADDRINUSE"]),
    (r"[Aa]ddress already in use", ["ddress already"]),
    (r"[Aa]ddress already in use", ["Address already", "address already"]),
    (r"(?:EADDRINUSE|[Aa]ddress in use)", ["EADDRINUSE", "ddress in use"]),
    (r"(?i:abcd)", ["".join(x) for x in product("aA", "bB", "cC", "dD")]),
    (r"EADDR(?:INUSE)+", ["EADDRINUSE"]),
    (r"(?:x|y)?FATAL(?: +)error", ["FATAL"]),
    (r"self[- ]signed", ["self-signed", "self signed"]),
    (r"(?=.*\bECONNRESET\b)\w+", ["ECONNRESET"]),
    (r"(?<=ECONNRESET )\d+", ["ECONNRESET"]),
    (r"exit(?:ed)? code \d+", ["exit code", "exited code"]),
    (r"\d{3} (?:Bad|Good)Gateway", ["Gateway"]),
    (r"(?:ab|a)(?:bcd|cd)", ["abbc", "abcd", "acd"]),
    (r"(?<q>['\"])ENOENT\1", ["ENOENT"]),
]

UNPROVEN = [
    (r"listen EADDRINUSE?\b", ["EADDRINUSE"], "listen EADDRINUS", ""),
    (r"foofoo|barbar", ["foofoo"], "barbar", "barbar"),
    (r"error: (?:foofoo|barbar)", ["foofoo"], "error: barbar", "barbar"),
    (r"(?:FATAL)?", ["FATAL"], "", ""),
    (r"(?:FATAL)*x", ["FATAL"], "x", ""),
    (r"[Aa]ddress", ["Address"], "address", ""),
    (r"(?!ECONNRESET)abcd", ["ECONNRESET"], "abcd", ""),
    (r"(?=ECONNRESET|)abcd", ["ECONNRESET"], "abcd", ""),
    (r"EADDR\w*INUSE", ["EADDRINUSE"], None, ""),
    (r"(?i)ECONN", ["ECONN", "econn"], None, ""),
    (r"(?i:kill)", ["kill", "KILL"], None, ""),
    (r"(?:x|(?:y|FATAL)) end", ["FATAL"], "y end", "y"),
]


@pytest.mark.parametrize(("pattern", "anchors"), PROVEN, ids=[p for p, _ in PROVEN])
def test_anchored_patterns_are_proven(pattern, anchors):
    """Alternations, small classes, repeats and lookarounds do not hide an anchor."""
    assert escape(pattern, *anchors) is None


@pytest.mark.parametrize(
    ("pattern", "anchors", "witness", "branch"), UNPROVEN, ids=[p for p, *_ in UNPROVEN]
)
def test_unanchored_patterns_come_with_a_text(pattern, anchors, witness, branch):
    """The text that is shown holds no anchor, and names the alternative where one is bare."""
    found = escape(pattern, *anchors)
    assert found is not None
    assert not any(anchor in found.witness for anchor in anchors)
    assert witness is None or found.witness == witness
    assert not branch or found.branch == branch


@pytest.mark.parametrize(
    "pattern", [r"foofoo\d|ba[rz]", r"x(?:foofoo| )y", r"(?:foo|fo)+foo\.b", r"\w+: [^:]+"]
)
def test_the_witness_is_matched_by_the_engine(pattern):
    """Without assertions the text that is shown is one that the engine finds."""
    found = escape(pattern, "foofoo")
    assert found is not None
    assert regex.search(pattern, found.witness)


def test_a_pattern_of_nested_repeats_is_refused():
    """What would take too long to prove is refused, not waited for."""
    with pytest.raises(PatternError, match="too many nested repeats"):
        escape("(?:" * 6 + "abcd" + "){0,4}" * 6, "aaaaaaa")


# ---------------------------------------------------------------- the promise

_WORDS = st.sampled_from(["FATAL", "fatal", "Fatal", "ECONN", "econn", "conn", "x", " ", ": "])
_LEAVES = st.one_of(
    _WORDS,
    st.sampled_from(["[Ff]atal", "[Ee]conn", r"\w", r"\d", ".", "[^:]", r"\s", "A", "L", "TAL"]),
)


def _grown(inner):
    suffix = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,3}", "*?", "{5,6}"])
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda xs: "(?:" + "|".join(xs) + ")"),
        st.builds(lambda x, s: f"(?:{x}){s}", inner, suffix),
        st.builds(lambda x: f"(?i:{x})", inner),
        st.builds(lambda x, k: f"(?{k}{x})", inner, st.sampled_from(["=", "!", "<=", "<!", ">"])),
    )


_PATTERNS = st.recursive(_LEAVES, _grown, max_leaves=7)
_LINES = st.lists(
    st.one_of(_WORDS, st.sampled_from([*string.ascii_letters[:8], "TAL", "FA", "ſ", "K", "1"])),
    max_size=8,
).map("".join)
_ANCHORS = st.lists(
    st.sampled_from(["FATAL", "fatal", "atal", "ECONN", "conn", "TALFA", "Fatal"]),
    min_size=1,
    max_size=3,
)


@given(_PATTERNS, _ANCHORS, _LINES)
@settings(max_examples=600)
@example("(?:FATAL|(?=fatal).)", ["FATAL", "fatal"], "fatal")
@example("(?i:conn)", ["conn", "CONN"], "Conn")
def test_an_accepted_pattern_is_anchored(pattern, anchors, line):
    """No line that an accepted pattern matches is without an anchor."""
    try:
        compiled = regex.compile(pattern)
    except regex.error:
        assume(False)
    if compiled.search(line) and not any(anchor in line for anchor in anchors):
        assert escape(pattern, *anchors) is not None


@given(_PATTERNS, _ANCHORS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_cut_and_joined_anchors_do_not_deceive(pattern, anchors, random):
    """The same for lines made of the anchors themselves, cut anywhere."""
    pieces = [a[: random.randint(0, len(a))] + a[random.randint(0, len(a)) :] for a in anchors * 2]
    line = "".join(pieces)
    try:
        compiled = regex.compile(pattern)
    except regex.error:
        assume(False)
    if escape(pattern, *anchors) is None and compiled.search(line):
        assert any(anchor in line for anchor in anchors)
