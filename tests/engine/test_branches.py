"""A pattern asked branch by branch answers as the whole pattern does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logscan.catalogue import compile_pattern, load_catalogue
from logscan.catalogue.alternatives import has_groups
from logscan.catalogue.literals import needed
from logscan.engine import apart
from logscan.engine.apart import take_apart, taker
from logscan.engine.branches import Branches

SIGNATURES = load_catalogue().signatures
LINES = sorted({
    line
    for signature in SIGNATURES
    for example in (*signature.examples, *signature.counterexamples)
    for line in example.split("\n")
})  # fmt: skip
HARD = [
    r"a(?<x>b)?|ab(?<x>c)",
    r"(?i)skip|ki(?:ss|ng)|İ",
    r"^ab|b$|(?<=a)b",
    r"(a|b)\1|cc",
    r"[Cc]onnection (?:lost|gone)|(?:x|yz)+\d",
    r"",
    r"a||b",
]


def told(match):
    """What two matches are compared by: a branch knows only the names of its own groups."""
    return match and (match.span(), {k: v for k, v in match.groupdict().items() if v is not None})


def branched(pattern, unless=()):
    """Return the branches of a pattern and of those that silence it."""
    return Branches(take_apart(pattern), map(take_apart, unless))


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda s: s.id)
def test_the_branches_of_a_signature_answer_as_its_pattern(signature):
    """On every line of the catalogue: the same place, the same values, the same silence."""
    branches = branched(signature.pattern, signature.unless)
    whole = compile_pattern(signature.pattern)
    silencing = [compile_pattern(text) for text in signature.unless]
    for line in LINES:
        found = whole.search(line)
        if any(pattern.search(line) for pattern in silencing):
            found = None
        assert told(branches.search(line)) == told(found), line


@pytest.mark.parametrize("pattern", HARD)
@given(line=st.text("abcxyz sSkKiIſKİıonet1 ", max_size=12))
def test_hard_patterns_are_taken_apart_rightly(pattern, line):
    """Shared group names, references, empty branches, letters that fold to odd ones."""
    whole = compile_pattern(pattern).search(line)
    assert told(branched(pattern).search(line)) == told(whole)
    silent = compile_pattern(r"[a-z]").search(line) if whole is None else None
    assert told(branched("[a-z]", [pattern]).search(line)) == told(silent)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\bENOENT[:,] no such", ("enoent",)),
        (r"(?i)\b(?:recovered|back online)\b", ("recovered", "back online")),
        (r"port \d+|\w+", ()),
        (r"(?:x{2,}y)?z", ("z",)),
        (r"(?i)[✓k]is", ("is",)),
        (r"(?=abcdef)gh(?!ij)kl", ("ghkl",)),
    ],
)
def test_the_literals_that_a_pattern_needs(pattern, literals):
    """What takes no room does not part a literal; what is optional gives none."""
    assert needed(pattern) == literals


@pytest.mark.parametrize("text", [*(s.pattern for s in SIGNATURES), *HARD, r"\(?<x>", r"\\(?<x>a)"])
def test_whether_a_pattern_has_groups_is_seen_without_compiling_it(text):
    """An escaped parenthesis opens no group, one behind an escaped backslash does."""
    assert has_groups(text) is (compile_pattern(text).groups > 0)


def test_what_was_taken_apart_is_kept(tmp_path, monkeypatch):
    """The second run takes no pattern apart, and has the same branches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    patterns = [text for one in SIGNATURES for text in (one.pattern, *one.unless)]
    first = list(map(taker(SIGNATURES), patterns))
    assert first == list(map(take_apart, patterns))
    monkeypatch.setattr(apart, "take_apart", pytest.fail)
    assert list(map(taker(SIGNATURES), patterns)) == first


def test_what_silences_is_compiled_when_something_matches(monkeypatch):
    """Most lines that are asked match nothing: the silencing patterns cost nothing then."""
    asked = []
    monkeypatch.setattr(
        "logscan.engine.branches.compile_pattern",
        lambda t: (asked.append(t), compile_pattern(t))[1],
    )
    branches = branched("word", ["silent"])
    assert branches.search("silent") is None
    assert asked == []
    assert branches.search("word, silent") is None
    assert asked == ["word", "silent"]
