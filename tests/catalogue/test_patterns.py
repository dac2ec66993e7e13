"""The tree of a pattern never means less than the engine matches."""

import re

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logscan.catalogue.anchoring import build
from logscan.catalogue.patterns import ALL, PatternError, mask_of, parse_pattern, sample

# ---------------------------------------------------------------- the automaton as a matcher


def accepts(pattern, text):
    """Return whether the automaton of *pattern* accepts the whole of *text*."""
    automaton = build(parse_pattern(pattern).tree)
    states = closure({0}, automaton)
    for character in text:
        bits = member_mask(character)
        moved = {t for s in states for mask, t in automaton.moves[s] if mask & bits}
        states = closure(moved, automaton)
    return automaton.accepting in states


def member_mask(character):
    """Return the bits that stand for *character* in a mask."""
    if character.isascii():
        return mask_of(character)
    found = ALL & ~mask_of("".join(map(chr, range(128))))
    for letter in "dws":
        inside = parse_pattern(f"\\{letter}").tree.items[0].mask
        found &= inside if regex.fullmatch(f"\\{letter}", character) else ~inside
    assert found
    return found


def closure(states, automaton):
    """Return *states* and all that silent moves reach from them."""
    waiting = list(states)
    reached = set(states)
    while waiting:
        for target in automaton.silent[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


_LETTERS = "abkKsSiI01 _-.:é٣ſK\u2009"
_ATOMS = st.one_of(
    st.sampled_from(list("abkKsSi01 _:é")),
    st.sampled_from(
        [r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", ".", r"\.", r"\x61", r"\u00e9", r"\p{L}"]
    ),
    st.sampled_from(
        ["[ab]", "[^ab]", "[a-k]", "[^a-k]", r"[\w-]", r"[^\s:]", r"[^\W_]", "[]a]", "[^]a]"]
    ),
    st.sampled_from(["[^é]", "[é-ſ]", r"[^\w.]", r"[\d٣]", r"[^\d\s]", "[a-]", "[+-]"]),
    st.sampled_from([r"\b", r"\B", "^", "$", "(?=a)", "(?!b)", "(?<=a)", "(?<!k)", "(?#x)"]),
)
_QUANTIFIERS = st.sampled_from(
    ["", "", "", "*", "+", "?", "{2}", "{0,2}", "{,2}", "{1,}", "{6}", "{3,9}", "*?", "++", "{0}"]
)


def _grown(inner):
    group = st.sampled_from(["(?:{})", "({})", "(?<n>{})", "(?i:{})", "(?>{})", "(?-i:{})"])
    return st.one_of(
        st.builds(lambda g, x, q: g.format(x) + q, group, inner, _QUANTIFIERS),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda xs: "(?:" + "|".join(xs) + ")"),
    )


_EDGES = (r"\b", r"\B", "^", "$", "(?")
_PATTERNS = st.recursive(
    st.builds(lambda a, q: a if a.startswith(_EDGES) else a + q, _ATOMS, _QUANTIFIERS),
    _grown,
    max_leaves=6,
)


@given(st.sampled_from(["", "(?i)"]), _PATTERNS, st.text(_LETTERS, max_size=8))
@settings(max_examples=500)
def test_what_the_engine_matches_the_automaton_accepts(flags, pattern, text):
    """Sound: each text that the engine finds is a text of the pattern's automaton."""
    try:
        compiled = regex.compile(flags + pattern)
    except regex.error:
        assume(False)
    for found in compiled.finditer(text):
        assert accepts(flags + pattern, found.group())


@given(_PATTERNS, st.text(_LETTERS, max_size=4))
@settings(max_examples=300)
def test_the_automaton_is_exact_without_assertions(pattern, text):
    """Not merely sound: without assertions and long repeats nothing else is accepted."""
    assume(not re.search(r"\\[bBp]|\^|\$|\(\?[=!<>#i-]|[+*?}]\+|\{[36]|é|٣|ſ", pattern))
    try:
        compiled = regex.compile(pattern)
    except regex.error:
        assume(False)
    assume(text.isascii())
    assert accepts(pattern, text) == bool(compiled.fullmatch(text))


REFUSED = {
    "(?P<a": 0,
    "(?R)": 0,
    "(?(1)a|b)": 0,
    "(?|a|b)": 0,
    "(?&x)": 0,
    "(?x)a b": 0,
    "(?ix)a": 0,
    "a(?i)": 1,
    "(?:a){e<=1}": 5,
    "a{": 1,
    "a{,}": 1,
    "a**": 2,
    "a{2}{3}": 4,
    "*a": 0,
    "a|+": 2,
    "(a": 0,
    "a)": 1,
    "[a": 0,
    "[[a]]": 1,
    "[[:alpha:]]": 1,
    "[a--b]": 2,
    "[a&&b]": 2,
    "[z-a]": 2,
    "[\\d-z]": None,  # allowed: a class, a dash, a letter
    "[a-\\d]": 2,
    "\\K": 0,
    "\\R": 0,
    "\\X": 0,
    "\\G": 0,
    "\\N{DIGIT ONE}": 0,
    "\\L<words>": 0,
    "\\xZZ": 0,
    "\\U00110000": 0,
    "\\pL": 0,
    "a\\": 1,
    "[\\b]": 1,
    "a{3,2}": 1,
    "a{9999}": 1,
    "(?:(?:a{30}){30}){30}": 0,
    "(?:a{1000}){0,1000}": 0,
    "(?#never closed": 0,
    "(?P=name": 0,
    "((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))": 40,
}


@pytest.mark.parametrize(("pattern", "index"), REFUSED.items(), ids=REFUSED)
def test_what_signatures_do_not_have_is_refused(pattern, index):
    """A construct whose meaning is not modelled is refused where it stands."""
    if index is None:
        parse_pattern(pattern)
        return
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)
    assert caught.value.index == index


@given(st.text("ab(){}[]|*+?\\<>=!:P^$.-0123456789,&#idx", max_size=20))
@settings(max_examples=500)
def test_any_text_is_read_or_refused(text):
    """Random text gives a tree or a ``PatternError``, and never another exception."""
    index = 0
    try:
        parse_pattern(text)
    except PatternError as error:
        index = error.index
    assert 0 <= index <= len(text)


def test_names_of_groups():
    """Named groups are known under both spellings, repeated ones once."""
    assert parse_pattern(r"(?<a>x)(?P<b>y)|(?<a>z)").names == {"a", "b"}


@pytest.mark.parametrize("pattern", [r"\d", r"\w", r"\s", "[^ -~]", r"[^\W\d]", "x", "."])
def test_samples_belong_to_their_class(pattern):
    """The character shown for a class is one of the class."""
    character = sample(parse_pattern(pattern).tree.items[0].mask)
    assert regex.fullmatch(pattern, character)
