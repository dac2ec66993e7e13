"""The proof of a catalogue: both ways, with places, over the whole matrix."""

import pytest
from catalogue_builders import file_text, signature, write_folder

from logscan.catalogue import check, collect, digest_of, house_rules
from logscan.catalogue.matching import matches
from logscan.model import Catalogue, Text


def catalogue(*signatures):
    """Return a catalogue of these signatures."""
    return Catalogue(signatures=signatures, digest=digest_of(signatures))


def messages(*signatures, **options):
    """Return what the check says about these signatures."""
    return [p.message for p in check(catalogue(*signatures), **options)]


def test_a_good_signature_is_proven():
    """A signature whose examples match and whose counterexamples do not has no fault."""
    assert messages(signature()) == []


def test_an_example_must_match():
    """An example that does not match says which condition fails."""
    examples = ("SAMPLE_CODE a", "SAMPLE CODE a", "SAMPLE_CODE-a", "SAMPLE_CODE a recovered")
    problems = check(catalogue(signature(examples=examples)))
    assert [(p.message, p.hint) for p in problems] == [
        ("the example 'SAMPLE CODE a' does not match", "no anchor occurs in it"),
        ("the example 'SAMPLE_CODE-a' does not match", "the pattern is not found in it"),
        ("the example 'SAMPLE_CODE a recovered' does not match", "an unless pattern silences it"),
    ]


def test_a_counterexample_must_not_match():
    """A counterexample that matches is shown with what was found."""
    problems = check(catalogue(signature(counterexamples=("see SAMPLE_CODE docs",))))
    assert [(p.message, p.hint) for p in problems] == [
        (
            "the counterexample 'see SAMPLE_CODE docs' matches",
            "at 'SAMPLE_CODE docs': narrow the pattern, or add unless",
        )
    ]


def test_a_neighbour_must_be_declared():
    """Two signatures that match one example need supersedes or also."""
    general = signature("general", pattern="SAMPLE_[A-Z]+", anchors=("SAMPLE_",))
    assert messages(signature(), general) == [
        "the example 'SAMPLE_CODE a' also matches sample",
        "the example 'SAMPLE_CODE b' also matches sample",
        "the example 'SAMPLE_CODE a' also matches general",
        "the example 'SAMPLE_CODE b' also matches general",
    ]
    polite = signature("general", pattern="SAMPLE_[A-Z]+", anchors=("SAMPLE_",), also=("sample",))
    assert messages(signature(also=("general",)), polite) == []


def test_an_example_must_not_go_to_another():
    """An example that a more specific signature takes is in the wrong file."""
    general = signature("general", pattern="SAMPLE_[A-Z]+", anchors=("SAMPLE_",))
    specific = signature(supersedes=("general",))
    assert messages(specific, general) == [
        "the example 'SAMPLE_CODE a' goes to sample",
        "the example 'SAMPLE_CODE b' goes to sample",
    ]


def test_an_example_of_several_lines_is_one_error():
    """Lines of one error are judged together: the specific line wins over the other."""
    wrapper = signature(
        "wrapper",
        pattern="^WRAPPER",
        anchors=("WRAPPER",),
        examples=("WRAPPER x",),
        counterexamples=("a WRAPPER",),
    )
    example = "WRAPPER of\n  SAMPLE_CODE a"
    assert messages(signature(examples=(example,), supersedes=("wrapper",)), wrapper) == []
    assert messages(signature(examples=(example,)), wrapper) == [
        f"the example '{example}' also matches wrapper".replace("\n", "\\x0a")
    ]


@pytest.mark.parametrize("field", ["supersedes", "also", "explains", "explained_by"])
def test_named_ids_must_exist(field):
    """An id that no signature has is a fault, with the nearest one as hint."""
    problems = check(catalogue(signature(**{field: ("samples",)}), signature("simple")))
    said = [p for p in problems if p.message.startswith(field)]
    assert [p.message for p in said] == [f"{field}: no signature has the id 'samples'"]
    assert said[0].hint == "did you mean 'sample'?"


def other(name, **fields):
    """Return a signature that matches only its own name."""
    code = name.upper() * 2
    own = {"pattern": code, "anchors": (code,), "examples": (code,), "counterexamples": ("x",)}
    return signature(name, **(own | fields))


def test_supersedes_must_not_go_round():
    """Two signatures cannot both be the more specific one."""
    one = other("one", supersedes=("two",))
    two = other("two", supersedes=("one",))
    assert messages(one, two) == ["supersedes goes round: one -> two -> one"]


def test_causes_must_not_go_round():
    """A loop of causes is a fault, wherever its edges are declared."""
    one = other("one", explains=("two",))
    two = other("two", explains=("three",))
    three = other("three")
    assert messages(one, two, three) == []
    closing = other("one", explains=("two",), explained_by=("three",))
    assert messages(closing, two, three) == ["causes go round: one -> two -> three -> one"]


def test_a_loop_declared_at_both_ends_is_allowed():
    """Where cause and effect both declare each edge, the loop is meant."""
    fields = {"explains": ("two",), "explained_by": ("two",)}
    one = other("one", **fields)
    two = other("two", explains=("one",), explained_by=("one",))
    assert messages(one, two) == []
    half = other("two", explains=("one",))
    assert messages(one, half) == ["causes go round: one -> two -> one"]


def test_only_judges_some_against_all():
    """With *only*, others are not judged but still count as neighbours."""
    general = signature("general", pattern="SAMPLE_[A-Z]+", anchors=("SAMPLE_",))
    bad = other("bad", counterexamples=("BADBAD",))
    assert messages(signature(), general, bad, only=["sample"]) == [
        "the example 'SAMPLE_CODE a' also matches general",
        "the example 'SAMPLE_CODE b' also matches general",
    ]


def test_patterns_are_judged_too():
    """A pattern that does not compile, is not anchored or is costly is a fault."""
    assert messages(signature(pattern="(?<a>x)(?P=b) SAMPLE_CODE")) == [
        "pattern does not compile: unknown group"
    ]
    assert messages(signature(pattern="SAMPLE_CODE|sample code of old")) == [
        "pattern matches 'sample code of old', which contains no anchor"
    ]
    assert messages(signature(unless=("(a+)+b",)))[0].startswith("unless can take exponential")


def test_a_broken_pattern_does_not_stop_the_check():
    """The other signatures are still proven beside one that does not compile."""
    broken = other("broken", pattern="(?P=b)BROKENBROKEN")
    assert messages(signature(), broken) == ["pattern does not compile: unknown group"]


def test_problems_have_the_place_of_the_value(tmp_path):
    """A fault of the second example points at the second example in the file."""
    write_folder(
        tmp_path, sample=file_text(examples="['SAMPLE_CODE a', 'SAMPLE b']", explains="[other]")
    )
    problems = check(collect([tmp_path], use_cache=False).catalogue)
    path = tmp_path / "sample.yaml"
    assert [f"{p.path}:{p.line}:{p.column}" for p in problems] == [f"{path}:14:12", f"{path}:16:29"]


def test_house_rules_ask_for_more():
    """A built-in signature has Korean texts, two examples each way and a version."""
    bare = signature(
        title=Text(en="x"),
        cause=Text(en="y"),
        examples=("SAMPLE_CODE a",),
        counterexamples=("a",),
        since="",
        anchors=("SAMPLE'S",),
    )
    assert {p.message for p in house_rules(bare)} == {
        "title has no Korean text",
        "cause has no Korean text",
        "fewer than 2 examples",
        "fewer than 2 counterexamples",
        "anchor 'SAMPLE'S' holds a quote or a backtick",
        "the key 'since' is missing",
    }
    assert house_rules(signature()) == []


def test_a_signature_matches_line_by_line():
    """Anchor, pattern and unless must agree on the same line; ^ and $ are its ends."""
    one = signature(pattern="^SAMPLE_CODE$")
    assert matches(one, "before\nSAMPLE_CODE\nrecovered") is not None
    assert matches(one, "SAMPLE_CODE recovered") is None
    assert matches(signature(pattern="SAMPLE"), "SAMPLE\nCODE") is None
    found = matches(signature(), "x\nSAMPLE_CODE db.example.com")
    assert found is not None
    assert found.group("host") == "db.example.com"
