"""The JSON document is what the contract says."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from report_builders import REPORTS, crash_loop, event, evidence, finding, signature

from logscan.model import Text, Verdict
from logscan.report import document, event_line, render, schema

CONTRACT = {
    "schema_version": None,
    "generator": ["name", "version", "catalogue_digest"],
    "complete": None,
    "warnings": None,
    "sources": ["name", "layout", "lines", "bytes", "first", "last"],
    "stats": [
        "lines",
        "records",
        "bytes",
        "events",
        "undated_events",
        "error_lines",
        "explained_error_lines",
        "elapsed_seconds",
    ],
    "verdict": ["status", "headline", "cause", "since", "confidence"],
    "incidents": [
        "cause",
        "consequences",
        "severity",
        "start",
        "end",
        "confidence",
        "because",
        "steps",
    ],
    "findings": [
        "signature",
        "title",
        "category",
        "kind",
        "severity",
        "role",
        "occurrences",
        "first",
        "last",
        "services",
        "instances",
        "captures",
        "evidence",
        "steps",
        "references",
    ],
    "timeline": ["time", "end", "kind", "signature", "title", "severity", "occurrences", "line"],
    "attempts": [
        "service",
        "instance",
        "start",
        "end",
        "phase",
        "outcome",
        "exit_status",
        "signatures",
    ],
    "unexplained": ["template", "occurrences", "line", "text"],
}
EVENT_KEYS = [
    "signature",
    "kind",
    "severity",
    "source",
    "line",
    "offset",
    "time",
    "service",
    "instance",
    "captures",
    "text",
]


def strict(made):
    """Return the schema with every object closed and every optional key allowed."""
    if isinstance(made, dict):
        made = {key: strict(value) for key, value in made.items()}
        if "properties" in made:
            made["additionalProperties"] = False
    return [strict(one) for one in made] if isinstance(made, list) else made


@pytest.mark.parametrize("name", ["report", "event"])
def test_the_schemas_are_schemas(name):
    """Both files are valid JSON Schema and every property says what it is."""
    made = schema(name)
    Draft202012Validator.check_schema(made)
    objects = [made, *(one for one in made["$defs"].values() if "properties" in one)]
    for one in objects:
        for key, value in one["properties"].items():
            assert value.get("description") or "$ref" in value or "const" in value, key


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_document_is_valid(name, language):
    """What is written is ASCII, reads back as the document, and has no unknown key."""
    text = render(REPORTS[name], "json", language=language)
    read = json.loads(text)
    assert text.isascii()
    assert text.endswith("}\n")
    assert read == document(REPORTS[name], language)
    Draft202012Validator(strict(schema("report"))).validate(read)


def test_the_contract_keys_come_first_and_in_order():
    """Each object begins with the keys of the contract; new ones follow."""
    made = document(crash_loop())
    assert list(made)[: len(CONTRACT)] == list(CONTRACT)
    for key, inner in CONTRACT.items():
        if inner:
            value = made[key][0] if isinstance(made[key], list) else made[key]
            assert list(value)[: len(inner)] == inner, key


def test_the_document_says_what_the_report_says():
    """Values come through in the words of the contract."""
    made = document(crash_loop())
    assert made["generator"]["name"] == "logscan"
    assert made["verdict"] == {
        "status": "failing",
        "headline": "Database connection refused (10.0.0.5:5432)",
        "cause": "econnrefused",
        "since": "2025-10-24T12:03:11Z",
        "confidence": 0.93,
    }
    assert made["findings"][0]["captures"] == {"host": ["10.0.0.5"], "port": ["5432"]}
    assert made["findings"][0]["role"] == "cause"
    assert made["incidents"][0]["steps"][0]["within"] == "2m"
    assert made["attempts"][0]["outcome"] == "live"
    assert made["stats"]["counters"] == {"marks_dropped": 2, "records_cut": 3}
    assert made["stats"]["redacted"] == {"bearer-token": 1, "postgres-password": 2}
    assert document(crash_loop(), "ko")["warnings"][0] == "입력에 시간대가 없어 UTC로 가정했습니다"


def test_an_event_line_is_the_contract():
    """One event is one line with exactly the keys of the contract, in order."""
    line = event_line(event(), signature())
    made = json.loads(line)
    assert "\n" not in line
    assert list(made) == EVENT_KEYS
    assert made["captures"] == {"host": "10.0.0.5", "port": "5432"}
    assert (made["kind"], made["severity"], made["line"]) == ("error", "critical", 12)
    Draft202012Validator(strict(schema("event"))).validate(made)


@pytest.mark.fault(36)
def test_odd_values_stay_json():
    """Infinite or unknown confidence and lone surrogates make a document all the same."""
    verdict = Verdict(
        status=crash_loop().verdict.status, headline=Text(en="\ud800"), confidence=float("nan")
    )
    odd = finding(evidence=(evidence(text="half \ud800 \x1b[2J \u202e"),))
    made = json.loads(render(replace(crash_loop(), verdict=verdict, findings=(odd,)), "json"))
    assert made["verdict"]["confidence"] == 0
    assert made["verdict"]["headline"] == "\\ud800"
    assert made["findings"][0]["evidence"][0]["text"] == "half \\ud800  \\u202e"
