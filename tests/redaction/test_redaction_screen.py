"""The fast look before the rules misses nothing, and neither does the memory."""

import random
import re

import benign_lines
import pytest
import redaction_corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_lines import marked_lines

from logscan.redaction import Redactor
from logscan.redaction.kinds import SecretKind
from logscan.redaction.memory import Memory
from logscan.redaction.redactor import RULES
from logscan.redaction.screen import Screen, lower
from logscan.redaction.views import views

TEXTS = [line.text for line in redaction_corpus.planted(seed=5, repeats=1)][::11] + [
    line.text for line in marked_lines()
]
LITERAL_DIGIT = re.compile(r"\\.|\{[0-9,]*\}|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P?<[^>]*>|([0-9])")
DIGIT_RANGE = re.compile(r"[0-9]-[0-9]|[0-9]")


@pytest.fixture(params=[0, 1_000_000], ids=["many texts", "few texts"])
def few(request, monkeypatch):
    """Let the screen think that it sees many texts, or few."""
    monkeypatch.setattr("logscan.redaction.screen._FEW", request.param)


def test_every_finding_has_a_hint(few):
    """A rule that finds something in a text is among the rules the screen calls for."""
    screen = Screen(RULES)
    for view in (view for text in TEXTS for view in views(text)):
        lowered = lower(view.text)
        called = [rule for _, rule in screen.rules(lowered)]
        finding = [rule for rule in RULES if any(rule.find(view.text, lowered))]
        assert [rule.kinds for rule in finding if rule not in called] == [], view.text


def test_a_hint_begins_with_a_literal():
    """A hint that could begin anywhere is refused: it would make the screen slow."""
    kind = SecretKind(name="x", pattern="x", hints=("[ab]c",))
    with pytest.raises(ValueError, match="literal"):
        Screen([kind])


def test_a_kind_without_hints_is_always_asked():
    """The user's kinds need no hints."""
    kind = SecretKind(name="x", pattern="x")
    assert Screen([kind]).rules("nothing") == [(0, kind)]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["sk_live_", "pass", "key", "-us", ".", "q~"]), st.data())
def test_the_turned_hints_are_the_hints(prefix, data):
    """Trying hints at their rarest character finds what a plain search finds."""
    kinds = [rule for rule in RULES if isinstance(rule, SecretKind)]
    text = (
        lower(data.draw(st.sampled_from(TEXTS)))
        + prefix
        + data.draw(st.text("ak1-_.", max_size=40))
    )
    called = Screen(kinds)._by_all(text).keys()
    assert Screen(kinds)._by_one(text).keys() <= called
    hints = [(rank, hint) for rank, kind in enumerate(kinds) for hint in kind.hints]
    plain = {rank for rank, hint in hints if hint[0] != "^" and re.search(hint, text)}
    assert plain <= called


def without_memory() -> Redactor:
    """Return a redactor that reads every text."""
    redactor = Redactor()
    redactor._memory = Memory(size=0)
    return redactor


def test_remembering_changes_nothing(few):
    """A redactor that remembers shapes finds what one without a memory finds."""
    rng = random.Random(3)
    texts = TEXTS + list(benign_lines.benign(9, 1_500))
    texts += ["".join(str(rng.randrange(10)) if c.isdigit() else c for c in text) for text in texts]
    rng.shuffle(texts)
    remembering, forgetting = Redactor(), without_memory()
    assert [remembering.redact(t) for t in texts] == [forgetting.redact(t) for t in texts]


@pytest.mark.parametrize(
    "kind", [rule for rule in RULES if isinstance(rule, SecretKind)], ids=lambda kind: kind.name
)
def test_no_kind_looks_at_the_value_of_a_digit(kind):
    """The memory relies on it: digits stand in a built-in pattern only as all digits."""
    for pattern in (kind.pattern, *kind.hints):
        literal = [match[1] for match in LITERAL_DIGIT.finditer(pattern) if match[1]]
        classes = [match[0] for match in LITERAL_DIGIT.finditer(pattern) if match[0][0] == "["]
        ranges = {found for one in classes for found in DIGIT_RANGE.findall(one)}
        assert not literal, pattern
        assert ranges <= {"0-9"}, pattern


def test_the_memory_is_bounded():
    """When the memory is full it starts afresh."""
    memory = Memory(size=3)
    for number in range(10):
        memory.learn("x" * number, b"x" * number)
    assert len(memory._shapes) <= 3


def test_long_texts_are_not_remembered():
    """A shape costs its length, so long ones are not kept."""
    memory = Memory()
    memory.learn("x" * 5_000, b"x" * 5_000)
    assert memory._shapes == set()
