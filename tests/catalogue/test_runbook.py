"""The runbook is complete in both languages, and the catalogue refers to what it has."""

import dataclasses
from pathlib import Path

import pytest

from logscan.catalogue import load_catalogue
from logscan.catalogue.runbook import GROUP_KEYS, load_runbook, read_runbook
from logscan.catalogue.shapes import RUNBOOK_SECTIONS
from logscan.catalogue.signature_file import RUNBOOK_CAUSES
from logscan.errors import CatalogueError
from logscan.model import Text, Within

SMALL = """\
id: small
title: {en: Down, ko: 중단}
summary: {en: It is down., ko: 중단되었습니다.}
causes:
  - id: database
    rank: 1
    likelihood: high
    title: {en: Database, ko: 데이터베이스}
    symptom: {en: No answer., ko: 응답 없음}
    check: {en: Look., ko: 확인하세요.}
    source: 'runbook: possible causes 2'
errors:
  - phrase: ECONNREFUSED
    signature: econnrefused
    meaning: {en: Refused., ko: 거부됨}
    remedy: {en: Start it., ko: 시작하세요.}
    source: 'runbook: advanced debugging 1'
variables:
  - name: PORT
    required: true
    value: null
    text: {en: The port., ko: 포트}
    source: 'runbook: advanced debugging 2'
""" + "".join(
    f"""\
{key}:
  - id: one
    title: {{en: One, ko: 하나}}
    within: 5m
    source: 'runbook: procedure (5 min)'
    items:
      - text: {{en: Do it., ko: 하세요.}}
      - text: {{en: Read., ko: 읽으세요.}}
        source: https://example.com/x
"""
    for key in GROUP_KEYS
)


@pytest.fixture(scope="module")
def runbook():
    """The built-in runbook."""
    return load_runbook()


def read(text):
    """Return the runbook of a text."""
    return read_runbook(text.encode(), path="small.yaml", name="small")


def faults(text):
    """Return the faults of a text as ``line:column: message``."""
    with pytest.raises(CatalogueError) as caught:
        read(text)
    return [str(problem).removeprefix("small.yaml:") for problem in caught.value.problems]


def values(value, kind):
    """Yield every value of a kind inside *value*."""
    if isinstance(value, kind):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from values(getattr(value, field.name), kind)
    elif isinstance(value, tuple):
        for entry in value:
            yield from values(entry, kind)


def sources(value):
    """Return every source named inside *value*."""
    found = {value.source} if hasattr(value, "source") else set()
    if isinstance(value, tuple):
        return found.union(*(sources(entry) for entry in value))
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return found.union(*(sources(getattr(value, field.name)) for field in fields))
    return found


# ---------------------------------------------------------------- the built-in one


def test_every_text_exists_in_both_languages(runbook):
    """No text is missing, and no Korean text is the English sentence again."""
    texts = list(values(runbook, Text))
    assert len(texts) > 100
    assert [text.en for text in texts if not text.ko] == []
    copies = {text.en for text in texts if text.en == text.ko and " " in text.en}
    assert copies <= {
        "npm install && npm run build",
        "node app.js",
        "API: Network Error",
        "WebSocket: Connection failed",
        "API: 200 OK",
        "WebSocket: Connected",
    }


def test_the_procedure_has_the_four_time_boxes(runbook):
    """1-2 minutes, 5 minutes, 10 minutes, then escalation, in this order."""
    assert [group.within for group in runbook.procedure] == list(Within)


def test_the_four_ranked_causes_of_the_document_lead(runbook):
    """Server down, database, environment, port."""
    ranked = ["server-down", "database", "environment", "port"]
    assert [cause.id for cause in runbook.causes[:4]] == ranked
    assert [cause.source for cause in runbook.causes[:4]] == [
        f"runbook: possible causes {n}" for n in range(1, 5)
    ]


def test_the_sections_that_steps_may_name_are_those_of_the_runbook(runbook):
    """Every section that the loader of signatures accepts stands in the runbook."""
    assert {s for s in sources(runbook) if s.startswith("runbook:")} == set(RUNBOOK_SECTIONS)


def test_the_sections_that_steps_name_exist(runbook):
    """A step of a signature that says ``runbook: ...`` says something true."""
    known = sources(runbook)
    named = {
        (signature.id, step.source)
        for signature in load_catalogue().signatures
        for step in signature.steps
        if step.source.startswith("runbook:")
    }
    assert named
    assert [pair for pair in sorted(named) if pair[1] not in known] == []


def test_the_causes_that_signatures_are_evidence_for_exist(runbook):
    """Each ``runbook_cause`` is a cause of the runbook, and each cause has evidence."""
    known = {cause.id for cause in runbook.causes}
    named = {s.runbook_cause for s in load_catalogue().signatures} - {None}
    assert named == known == set(RUNBOOK_CAUSES)


def test_the_signatures_that_the_runbook_names_exist(runbook):
    """Errors and items point to ids of the catalogue."""
    groups = [group for key in GROUP_KEYS for group in getattr(runbook, key)]
    named = {error.signature_id for error in runbook.errors}
    named.update(*(item.signature_ids for group in groups for item in group.items))
    assert named <= {signature.id for signature in load_catalogue().signatures}


# ---------------------------------------------------------------- the loader


def test_an_item_has_the_source_of_its_group_or_its_own():
    """Every entry says its section."""
    items = read(SMALL).procedure[0].items
    assert [i.source for i in items] == ["runbook: procedure (5 min)", "https://example.com/x"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("ko: 중단}", "de: Aus}", "2:19: unknown key 'de' in title (known keys: en, ko)"),
        ("{en: Down, ko: 중단}", "{en: Down}", "2:8: title has no text in: ko"),
        ("rank: 1", "rank: 2", "5:3: causes: the ranks are not 1, 2, 3 ... in this order"),
        ("rank: 1", "rank: one", "6:11: rank 'one' has the wrong form (a number from 1)"),
        ("required: true", "required: yes", "20:15: required 'yes' is not one of true, false"),
        ("name: PORT", "name: port", "19:11: name 'port' has the wrong form"),
        ("likelihood: high", "likelihood: hihg", "7:17: likelihood 'hihg' is not one of"),
        ("possible causes 2", "possible causes 9", "11:13: source 'runbook: possible causes 9'"),
        ("    check: {en: Look., ko: 확인하세요.}\n", "", "5:5: an item of causes: the key 'check'"),
        ("within: 5m", "within: 5h", "27:13: within '5h' is not one of 2m, 5m, 10m, later"),
        ("https://example.com/x", "http://example.com/x", "32:17: source 'http://example.com/x'"),
        ("id: small", "id: other", "1:1: id is not the name of the file"),
    ],
)  # fmt: skip
def test_a_fault_is_shown_with_its_place(old, new, fault):
    """File, line and column from 1, and what is wrong."""
    found = faults(SMALL.replace(old, new, 1))
    assert any(one.startswith(fault) for one in found), found


def test_all_faults_come_at_once():
    """A person sees every fault of the file in one run."""
    text = SMALL.replace("rank: 1", "rank: 0").replace("name: PORT", "name: port")
    text = text.replace("within: 5m", "within: soon")
    assert len(faults(text)) == 2 + len(GROUP_KEYS)


def test_an_id_is_given_once():
    """Two groups of one list cannot share an id."""
    start, end = SMALL.index("actions:\n") + len("actions:\n"), SMALL.index("checklists:")
    group = SMALL[start:end]
    twice = SMALL.replace(group, group + group.replace("One", "Two"), 1)
    assert "actions: the id 'one' is given twice" in "".join(faults(twice))


@pytest.mark.parametrize("content", [b"", b"- a\n", b"\xff", b"id: [", b"just words"])
def test_what_is_no_runbook_is_refused_without_a_traceback(content):
    """Any bytes give faults, never another exception."""
    with pytest.raises(CatalogueError):
        read_runbook(content, path="x.yaml", name="x")


def test_a_missing_file_is_a_fault():
    """The path is named."""
    with pytest.raises(CatalogueError, match=r"nowhere\.yaml:1:1: cannot be read"):
        load_runbook(Path("nowhere.yaml"))
