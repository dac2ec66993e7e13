"""Rule files are read strictly, with every fault at once, and survive the cache."""

from __future__ import annotations

import json

import pytest

from logscan.catalogue import builtin_folder
from logscan.catalogue.rule_file import read_rule
from logscan.catalogue.rules import LoadedRules, load_rules, rule_from_plain, rule_to_plain
from logscan.model import Apart, Mark, Moment, Operator, Quiet, Reach

GOOD = """\
id: one
title: {en: One, ko: 하나}
category: process
severity: high
reach: service
when:
  all:
    - sequence: [{marks: [stop]}, {moment: served, silent: false}]
      within: 6m
      apart: newer
    - count: {signatures: [sigterm], statuses: [1, 137], quiet: {times: 20, least: 15s, most: 9m}}
      at_least: 3
cause: {en: Why, ko: 이유}
steps:
  - {within: 5m, text: {en: Do, ko: 하세요}, source: 'runbook: procedure (5 min)'}
examples: [[0s sigterm]]
counterexamples: [[0s sigterm x3]]
"""


def faults(text: str) -> list[str]:
    """Return the messages about one rule file named one.yaml."""
    return [problem.message for problem in read_rule(text.encode(), path="one.yaml")[1]]


def test_a_rule_is_read_into_its_value():
    """Operators, selectors and windows arrive as they were written."""
    rule, problems = read_rule(GOOD.encode(), path="one.yaml")
    assert problems == ()
    assert rule is not None
    assert (rule.id, rule.reach, rule.signature.family) == ("one", Reach.SERVICE, "rules")
    first, second = rule.when.parts
    assert (first.operator, first.within_ns, first.apart) == (
        Operator.SEQUENCE,
        360_000_000_000,
        Apart.NEWER,
    )
    assert first.selectors[0].marks == (Mark.STOP,)
    assert (first.selectors[1].moment, first.selectors[1].silent) == (Moment.SERVED, False)
    assert (second.at_least, second.selectors[0].statuses) == (3, (1, 137))
    assert second.selectors[0].quiet == Quiet(times=20, least_ns=15 * 10**9, most_ns=540 * 10**9)
    assert rule_from_plain(json.loads(json.dumps(rule_to_plain(rule)))) == rule


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("reach: service", "reach: planet", "is not one of attempt"),
        ("reach: service\n", "", "the key 'reach' is missing"),
        ("cause: {en: Why, ko: 이유}\n", "", "the key 'cause' is missing"),
        ("at_least: 3", "at_most: 3", "unknown key 'at_most'"),
        ("      at_least: 3\n", "", "count needs the key 'at_least'"),
        ("within: 6m", "within: soon", "has the wrong form"),
        ("marks: [stop]", "marks: [halt]", "is not one of build-start"),
        ("[{marks: [stop]}, {moment: served, silent: false}]", "[{marks: [stop]}]", "at least two"),
        (", least: 15s", "", "quiet needs the key 'least'"),
        ("{marks: [stop]}", "{}", "selects everything"),
        ("examples: [[0s sigterm]]", "examples: [[at once sigterm]]", "has the wrong form"),
        ("  all:", "  some:", "has no operator"),
        ("id: one", "id: two", "is not the name of the file"),
        ("steps:", "calm: {marks: [stop]}\nsteps:", "unknown key 'calm'"),
    ],
)
def test_faults_are_named(old, new, message):
    """Each mistake is refused with its own words."""
    assert old in GOOD
    assert any(message in fault for fault in faults(GOOD.replace(old, new)))


@pytest.mark.parametrize(
    ("effect", "missing"),
    [("calm", ["calms"]), ("support", ["supports", "because"])],
)
def test_each_effect_needs_its_own_keys(effect, missing):
    """A calming rule says what it calms, a supporting one what it speaks for and why."""
    found = faults(GOOD + f"effect: {effect}\n")
    assert found == [f"the key '{key}' is missing" for key in missing]


def test_all_faults_come_at_once():
    """Nobody mends a file one fault at a time."""
    broken = GOOD.replace("reach: service", "reach: planet").replace("within: 6m", "within: x")
    assert len(faults(broken)) == 2


def test_deep_nesting_is_refused():
    """Conditions end somewhere."""
    deep = "any: [{" * 20 + "seen: {marks: [stop]}" + "}]" * 20
    text = GOOD[: GOOD.index("when:")] + f"when: {{{deep}}}\n" + GOOD[GOOD.index("cause:") :]
    assert any("nested deeper" in fault for fault in faults(text))


def test_the_built_in_rules_load_from_files_and_from_the_cache(tmp_path, monkeypatch):
    """What comes from the cache is what stands in the files."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = builtin_folder() / "rules"
    read = load_rules(folder)
    assert read.problems == ()
    assert read.rules
    monkeypatch.setattr("logscan.catalogue.rule_file.read_rule", None)
    assert load_rules(folder) == read


def test_a_folder_without_rules_has_none(tmp_path):
    """Rules are optional, and a fault in one is told."""
    assert load_rules(tmp_path / "rules") == LoadedRules()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text("id: two", encoding="utf-8")
    problems = load_rules(tmp_path / "rules").problems
    assert any("is not the name of the file" in str(problem) for problem in problems)
