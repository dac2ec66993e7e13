"""JUnit XML is what the readers of pipelines take, and log text in it stays text."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from hostile import CORPUS, hostile_report
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import PROBE, REPORTS, crash_loop, evidence, finding, nothing_found, signature

import logscan
from logscan.model import Role, Status, Text
from logscan.report import render

INCIDENTS = sorted((Path(__file__).parent.parent.parent / "samples").glob("*/input*"))
SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "schemas" / "junit-10.xsd")


def suites_of(report, **options):
    """The suites of a valid file."""
    text = render(report, "junit", **options)
    SCHEMA.validate(text)
    suites = list(ET.fromstring(text.encode()))
    for properties in suites[0].findall("properties"):
        suites[0].remove(properties)
    return suites


def test_the_schema_refuses_what_is_wrong():
    """The copy of the schema has teeth."""
    text = render(crash_loop(), "junit")
    assert not SCHEMA.is_valid(text.replace('<testcase name="', '<testcase title="'))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_valid(name, language):
    """Counts add up, names are there, in both languages."""
    for suite in suites_of(REPORTS[name], language=language):
        cases = list(suite)
        assert int(suite.get("tests")) == len(cases) > 0
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert all(case.get("classname") and case.get("name") for case in cases)


@pytest.mark.parametrize("path", INCIDENTS, ids=lambda path: path.parent.name)
def test_real_incidents_are_valid(path):
    """The samples' reports, too; what fails, fails, and what is healthy passes."""
    report = logscan.scan(path)
    (suite,) = suites_of(report, language="ko")
    failed = report.verdict.status in (Status.FAILING, Status.DEGRADED)
    assert not failed or int(suite.get("failures")) > 0


@pytest.mark.parametrize("text", [*CORPUS, "\ufffe\uffff", "]]>", "&#0;", "<![CDATA["])
def test_log_text_stays_text(text):
    """Hostile text parses back as text, without a character that XML forbids."""
    made = render(hostile_report(text), "junit")
    SCHEMA.validate(made)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202e]", made)
    tags = {element.tag for element in ET.fromstring(made.encode()).iter()}
    assert tags == {
        *("testsuites", "testsuite", "testcase", "failure", "properties", "property"),
    }


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text(text):
    """Whatever a log holds, the file can be read."""
    ET.fromstring(render(hostile_report(text), "junit").encode())


def test_a_failing_case_for_each_problem():
    """The name is the same in the next run; message and body tell what this one saw."""
    (suite,) = suites_of(crash_loop())
    assert suite.get("name") == "stdin"
    assert suite.get("timestamp") == "2025-10-24T12:00:00"
    case = suite.find("testcase")
    assert case.get("name") == "econnrefused: Connection refused"
    failure = case.find("failure")
    assert failure.get("message") == "Database connection refused (10.0.0.5:5432) (27 times)"
    assert failure.get("type") == "critical"
    assert failure.text.startswith("stdin:12: Error: connect ECONNREFUSED 10.0.0.5:5432\n    ")
    assert "- Within 5 minutes: " in failure.text


def test_a_healthy_log_passes():
    """One passing case; what is unexplained stands in its output."""
    (suite,) = suites_of(nothing_found())
    (case,) = suite
    assert (case.get("name"), case.find("failure")) == ("no known error", None)
    assert len(case.find("system-out").text.splitlines()) == len(nothing_found().unexplained)


def test_what_is_harmless_passes():
    """It is a case of its own, with the reason."""
    harmless = finding(PROBE, role=Role.BENIGN, note=Text(en="as usual"))
    (suite,) = suites_of(replace(nothing_found(), findings=(harmless,)))
    case = suite.find("testcase")
    assert case.get("name").startswith(PROBE.id)
    assert (suite.get("failures"), case.find("system-out").text) == ("0", "as usual")
    assert suite[-1].get("name") == "no known error"


def test_a_suite_for_each_source():
    """A problem stands with the source whose line shows it; the other source passes."""
    base = crash_loop()
    sources = tuple(replace(base.sources[0], name=name) for name in ("a.log", "b.log"))
    found = (
        finding(evidence=(evidence(source="b.log"),)),
        finding(signature("enoent"), evidence=()),
    )
    first, second = suites_of(replace(base, sources=sources, findings=found, unexplained=()))
    assert [case.get("name")[:6] for case in first] == ["enoent"]
    assert [case.get("name")[:6] for case in second] == ["econnr"]
    first, second = suites_of(replace(base, sources=sources, findings=found[:1], unexplained=()))
    assert (first.get("failures"), second.get("failures")) == ("0", "1")


def test_what_could_not_be_read_is_an_error():
    """A pipeline must not be green because the log was missing."""
    fault = Text(en="missing.log: no such file", ko="missing.log: 파일이 없음")
    report = replace(nothing_found(), complete=False, faults=(fault,), warnings=(fault,))
    own, _ = suites_of(report)
    assert (own.get("name"), own.get("errors")) == ("logscan", "1")
    assert own.find("testcase/error").get("message") == "missing.log: no such file"


def test_no_source_at_all():
    """An empty report still is a file with a case."""
    (suite,) = suites_of(replace(nothing_found(), sources=(), unexplained=()))
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("logscan", "1", "0")


def test_what_is_true_of_the_whole_run():
    """Verdict and counts of what was redacted stand with the first suite, once."""
    stats = replace(crash_loop().stats, redacted={"password": 2, "jwt": 0})
    root = ET.fromstring(render(replace(crash_loop(), stats=stats), "junit").encode())
    (properties,) = root.iter("properties")
    values = {one.get("name"): one.get("value") for one in properties}
    assert (values["verdict"], values["cause"]) == ("failing", "econnrefused")
    assert values["redacted password"] == "2"
    assert "redacted jwt" not in values


def test_the_root_counts_all():
    """Readers that look at the root alone see the sums."""
    root = ET.fromstring(render(crash_loop(), "junit").encode())
    assert int(root.get("failures")) == len(root.findall("testsuite/testcase/failure")) > 1
    assert int(root.get("tests")) == len(root.findall("testsuite/testcase"))
