"""SARIF is what the standard says, and what code hosts read of it is there."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hostile import CORPUS, hostile_report
from report_builders import PROBE, REPORTS, crash_loop, evidence, finding, nothing_found, signature

import logscan
from logscan.model import Role, Severity, Text
from logscan.report import render
from logscan.report.sarif import uri

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8")
)
INCIDENTS = sorted((Path(__file__).parent.parent.parent / "samples").glob("*/input*"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def run_of(report, **options):
    """The one run of a valid file."""
    made = json.loads(render(report, "sarif", **options))
    VALIDATOR.validate(made)
    (run,) = made["runs"]
    return run


def strings(value):
    """Every string of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield key
            yield from strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from strings(entry)


def test_the_schema_refuses_what_is_wrong():
    """The copy of the schema has teeth."""
    made = json.loads(render(crash_loop(), "sarif"))
    made["runs"][0]["results"][0]["level"] = "critical"
    assert not VALIDATOR.is_valid(made)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name, language):
    """Whatever the report holds, and in both languages."""
    run = run_of(REPORTS[name], language=language, command="logscan app.log")
    assert run["language"].startswith(language)


@pytest.mark.parametrize("path", INCIDENTS, ids=lambda path: path.parent.name)
def test_real_incidents_are_valid(path):
    """The samples' reports, too; what broke first is among the results."""
    report = logscan.scan(path)
    run = run_of(report, language="ko")
    found = {result["ruleId"] for result in run["results"]}
    assert report.verdict.cause is None or report.verdict.cause in found


@pytest.mark.parametrize("text", CORPUS)
def test_log_text_stays_text(text):
    """No control character, no link in a message, no second line in a name."""
    run = run_of(hostile_report(text))
    for string in strings(run):
        assert not any(ord(c) < 32 and c not in "\n\t" for c in string)
        assert not any("\x7f" <= c <= "\x9f" or c in "\u202e\u2066\u200b\ufeff" for c in string)
    for result in run["results"]:
        assert "](" not in result["message"]["text"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].isascii()
    for notification in run["invocations"][0]["toolExecutionNotifications"]:
        assert "](" not in notification["message"]["text"]
    assert render(hostile_report(text), "sarif").isascii()


def test_a_result_for_each_problem_with_its_rule():
    """Rule, level, place, proof, counts: what GitHub shows."""
    run = run_of(crash_loop())
    rules = run["tool"]["driver"]["rules"]
    first = run["results"][0]
    rule = rules[first["ruleIndex"]]
    assert (first["ruleId"], rule["id"], first["level"]) == (("econnrefused",) * 2 + ("error",))
    assert rule["name"] == "Econnrefused"
    assert rule["helpUri"] == "https://nodejs.org/api/errors.html#common-system-errors"
    assert "<https://nodejs.org/api/errors.html#common-system-errors>" in rule["help"]["markdown"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "stdin"}
    assert place["region"]["startLine"] == 12
    assert place["region"]["snippet"]["text"].startswith("Error: connect ECONNREFUSED")
    assert first["occurrenceCount"] == 27
    assert first["message"]["text"].splitlines()[0] == (
        "Database connection refused (10.0.0.5:5432) (27 times, 2025-10-24 12:03:11–12:26:50 UTC)."
    )
    assert len(first["relatedLocations"]) == len(crash_loop().findings[0].evidence) - 1


@pytest.mark.parametrize(
    ("severity", "level"),
    [("CRITICAL", "error"), ("HIGH", "error"), ("MEDIUM", "warning"), ("LOW", "note"), ("INFO", "note")],
)  # fmt: skip
def test_levels(severity, level):
    """Severities become the three levels that there are."""
    found = finding(signature(severity=Severity[severity]))
    assert run_of(replace(crash_loop(), findings=(found,)))["results"][0]["level"] == level


def test_what_is_harmless_is_no_result():
    """It would be an alert; it is told beside the results instead."""
    harmless = finding(PROBE, role=Role.BENIGN)
    run = run_of(replace(nothing_found(), findings=(harmless,)))
    assert run["results"] == []
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [PROBE.id]
    said = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert said[-1] == f"harmless here: {PROBE.id}"


def test_what_is_unexplained_is_told_with_its_place():
    """Nothing is dropped: groups of unknown lines are notifications."""
    report = nothing_found()
    notes = run_of(report)["invocations"][0]["toolExecutionNotifications"]
    placed = [note for note in notes if "locations" in note]
    assert len(placed) == len(report.unexplained) > 0
    region = placed[0]["locations"][0]["physicalLocation"]["region"]
    assert region["startLine"] == report.unexplained[0].line


def test_an_incomplete_report_says_so():
    """What could not be read is an error of the run, not a result."""
    fault = Text(en="missing.log: no such file", ko="missing.log: 파일이 없음")
    report = replace(crash_loop(), complete=False, faults=(fault,), warnings=(fault,))
    invocation = run_of(report)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"


def test_a_finding_without_a_line_has_a_place():
    """GitHub refuses a file with a result that has none."""
    report = replace(crash_loop(), findings=(finding(evidence=()),))
    (result,) = run_of(report)["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "stdin"},
        "region": {"startLine": 1},
    }


def test_fingerprints_are_stable():
    """Another line, count, time or captured value is the same alert; another file is not."""

    def prints(**changes):
        run = run_of(replace(crash_loop(), findings=(finding(**changes),)))
        return run["results"][0]["partialFingerprints"]

    same = prints(
        occurrences=3, first_ns=5, title=Text(en="other"), evidence=(evidence(line=999, text="x"),)
    )
    assert same == prints()
    assert prints(evidence=(evidence(source="other.log"),)) != prints()


def test_the_same_report_gives_the_same_text():
    """No clock and no duration stand in it."""
    slow = replace(crash_loop(), stats=replace(crash_loop().stats, elapsed_seconds=9.9))
    assert render(slow, "sarif") == render(crash_loop(), "sarif")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("app.log", "app.log"),
        ("./logs/app 1.log", "logs/app%201.log"),
        ("a:b.log", "a%3Ab.log"),
        ("로그.log", "%EB%A1%9C%EA%B7%B8.log"),
        ("50%#?.log", "50%25%23%3F.log"),
        ("../up.log", "../up.log"),
        ("bad\ud800\x1b[2Jname", "bad%5Cud800name"),
    ],
)
def test_names_become_uris(name, expected):
    """Relative names stay relative to the checkout; every odd character is encoded."""
    assert uri(name) == expected


def test_absolute_names_become_file_uris(tmp_path):
    """So that GitHub can cut off the checkout's folder."""
    assert uri(str(tmp_path / "app.log")) == (tmp_path / "app.log").as_uri()
