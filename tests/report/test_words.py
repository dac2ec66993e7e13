"""Every word of the interface exists in every language and is used."""

import inspect
import re
from pathlib import Path

import pytest

import logscan.report
from logscan.analysis import Timeline
from logscan.model import Kind, Outcome, Phase, Role, Severity, Status, Within
from logscan.notices import COUNTERS
from logscan.report.words import VOCABULARY, WORDS, counter, name_of, source_name, word

FIELD = re.compile(r"\{(\w+)\}")
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for path in Path(logscan.report.__file__).parent.glob("*.py")
    if path.name != "words.py"
)


@pytest.mark.parametrize("key", WORDS)
def test_each_phrase_is_whole(key):
    """Both languages are there and fill in the same values."""
    text = WORDS[key]
    assert text.en
    assert text.ko
    plural = WORDS.get(key.removesuffix(".one"), text)
    fields = set(FIELD.findall(plural.en)) - ({"n"} if key.endswith(".one") else set())
    assert set(FIELD.findall(text.en)) == fields
    assert set(FIELD.findall(text.ko)) == fields


@pytest.mark.parametrize("key", [key for key in WORDS if not key.startswith("counter.")])
def test_each_phrase_is_used(key):
    """No phrase outlives the line of code that needed it."""
    assert re.search(f"[\"']{key.removesuffix('.one')}[\"']", SOURCES)


@pytest.mark.parametrize("kind", [Kind, Outcome, Phase, Role, Severity, Status, Within])
def test_every_member_has_a_name(kind):
    """No raw member of a vocabulary reaches a person."""
    for member in kind:
        assert name_of(member, "en")
        assert re.search("[가-힣]", VOCABULARY[member].ko)


def test_numbers_read_well():
    """One is singular, thousands are separated."""
    assert word("lines", "en", n=1) == "1 line"
    assert word("lines", "en", n=98_214) == "98,214 lines"
    assert word("lines", "ko", n=1000) == "1,000행"


def test_each_counter_is_said_once():
    """The bounds of reading are said by warnings, those of the analysis by the table."""
    own = {key.split(".")[1] for key in WORDS if key.startswith("counter.")}
    assert not own & set(COUNTERS)
    assert own == set(re.findall(r'"(\w+)":', inspect.getsource(Timeline.counters))) | {
        "shapes_not_shown"
    }


def test_an_unknown_counter_is_said_all_the_same():
    """A bound without a phrase is named by its own name."""
    assert counter("odd_things", 1234, "ko") == "odd things: 1,234"
    assert counter("captures_cut", 1, "en") == "1 captured value was left out"


@pytest.mark.parametrize(
    ("source", "korean"),
    [
        ("runbook: immediate actions, step 3", "런북: 즉시 조치 Step 3"),
        ("runbook: procedure (1-2 min)", "런북: 해결 절차(1-2분)"),
        ("runbook: core log collection", "런북: 핵심 로그 수집"),
        ("runbook: something new", "런북: something new"),
        ("https://render.com/docs", "https://render.com/docs"),
    ],
)
def test_sections_of_the_runbook(source, korean):
    """Korean readers get the headings of the Korean runbook."""
    assert source_name(source, "ko") == korean
    assert source_name(source, "en") == source
