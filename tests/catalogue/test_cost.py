"""Patterns that some line makes slow are refused; ordinary ones are not."""

import pytest
import regex

from logscan.catalogue import cost
from logscan.catalogue.ambiguity import ambiguous_loop
from logscan.catalogue.cost import PROBE_CHARS, cost_fault, probes
from logscan.catalogue.patterns import PatternError, parse_pattern

AMBIGUOUS = {
    r"(a+)+b": "a+",
    r"x(?:a|a)*b": "(?:a|a)*",
    r"(?:a|aa)+$": "(?:a|aa)+",
    r"(?:\w+\s?)*x": r"\w+",
    r"(x+x+)+y": "(x+x+)+",
    r"^(\d+,?)+$": r"\d+",
    r"(a*)*b": "a*",
    r"(?:\.[\w.]+)+": r"(?:\.[\w.]+)+",
    r"(?:[^,]*,)*x": None,
    r"([^\"]*,){5,}x": r"([^\"]*,){5,}",
    r"(?=(a+)+b)x": "a+",
    r"(?:a?b?)*c": "(?:a?b?)*",
    r"(?:(?:foo|fo)o?)+!": "(?:(?:foo|fo)o?)+",
    r"(?i:(?:a|A)+)!": "(?:a|A)+",
    r"(?:[a-z]{1,20}-?){1,20}!": "[a-z]{1,20}",
}


@pytest.mark.parametrize(("pattern", "part"), AMBIGUOUS.items(), ids=AMBIGUOUS)
def test_ambiguous_loops_are_found(pattern, part):
    """A loop that reads one text in several ways is named; a single way is no fault."""
    span = ambiguous_loop(parse_pattern(pattern))
    assert (pattern[slice(*span)] if span else None) == part


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w+\s)*x",
        r"(?:\S+\s+)*x",
        r"(?:a|b)*c",
        r"(?:[a-z]+\.)+com",
        r"(?:(?:a|b)c?)*d",
        r"(?>a+)+b",
        r"(?:a++)+b",
        r"(?:\d{1,3}\.){3}\d{1,3}",
        r"[\w.-]+(?:/[\w.-]+)*:\d+",
        r"(?<a>\d+)(?:, ?(?:\d+))*",
        r"(\w+) \1",
    ],
)
def test_unambiguous_loops_pass(pattern):
    """What reads each text in one way is let through, as are atomic groups."""
    assert cost_fault(parse_pattern(pattern), ("example 1.2.3.4",)) is None


def test_a_refused_pattern_is_slow_indeed():
    """The engine rescues some ambiguous loops, but not by promise, and not all: this one hangs."""
    pattern = r"(?:a|aa)+$"
    assert cost_fault(parse_pattern(pattern), ()) is not None
    with pytest.raises(TimeoutError):
        regex.search(pattern, "a" * 64 + "#", timeout=0.3)


def test_loops_behind_each_other_are_measured():
    """Each loop is harmless and their product is not: the measurement says so."""
    fault = cost_fault(parse_pattern(r"a.*?b.*?c.*?d.*?e"), ("abc",))
    assert fault is not None
    assert fault.message.startswith("takes more than 100 ms on a line that ends in")


def test_one_slow_measurement_is_no_fault(monkeypatch):
    """A pattern that is in time once is cheap: the machine may have been busy."""
    answers = iter([TimeoutError, TimeoutError, None])

    class Slow:
        def search(self, text, timeout):
            answer = next(answers)
            if answer:
                raise answer

    monkeypatch.setattr(cost, "compile_pattern", lambda _: Slow())
    assert cost._in_time("x", "x")


def test_probes_are_short_and_near_matches():
    """Probes keep to their length and come from the pattern and its examples."""
    tree = parse_pattern(r"foo (?<a>\w+): (?:bar|baz)\d+ end").tree
    found = list(probes(tree, ("foo x: bar7 end",)))
    assert all(len(probe) <= 2 * PROBE_CHARS for probe in found)
    assert any("bar0" in probe for probe in found)
    assert any("baz0" in probe for probe in found)
    assert any(probe.startswith("foo x: bar7 end foo x:") for probe in found)


def test_what_is_too_large_is_refused():
    """A pattern whose automaton would be huge is refused, not waited for."""
    with pytest.raises(PatternError, match="too many nested repeats"):
        ambiguous_loop(parse_pattern("(?:" * 6 + "ab" + "){4}" * 6))
