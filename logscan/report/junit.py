"""The report as JUnit XML, the form in which pipelines take the results of tests.

No standard exists. The elements and attributes are those of the schema that Jenkins' xUnit plugin
holds files to, which GitLab and the reporters for GitHub read, too:
https://docs.gitlab.com/ci/testing/unit_test_reports/
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from logscan.model import Role
from logscan.report.sanitize import one_line, visible
from logscan.report.times import rfc3339
from logscan.report.view import ranked, why_it_happens
from logscan.report.words import name_of, source_name, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from logscan.model import Evidence, Finding, Report, Text, Unexplained
    from logscan.report.options import Options

OWN_SUITE = "logscan"
_SECONDS = "0"  # nothing ran: a log was read
# What ``visible`` leaves and XML 1.0 forbids: https://www.w3.org/TR/xml/#charsets
_NO_CHARACTER = re.compile("[\ufffe\uffff]")


def render_junit(report: Report, options: Options) -> str:
    """Return a suite for each source, with a failing test case for each problem found there.

    What is harmless passes; so does a source without a problem. A log that could not be read
    to its end is an error. The same report gives the same text.
    """
    language = options.language
    root = ET.Element("testsuites", {"name": "logscan"})
    if not report.complete:
        _suite(root, OWN_SUITE, [_unread(report.faults, language)])
    for name in _names(report):
        own = [one for one in ranked(report.findings) if _home(one, report) == name]
        cases = [_case(finding, name, language) for finding in own]
        if all(one.role is Role.BENIGN for one in own):
            cases.append(_passed(report, name, language))
        _suite(root, name, cases, timestamp=_first(report, name))
    root[0].insert(0, _properties(report))
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _properties(report: Report) -> ET.Element:
    """Return what is true of the whole run: verdict, version, what was redacted."""
    kinds = sorted(report.stats.redacted.items())
    values = {
        "verdict": report.verdict.status.value,
        "cause": report.verdict.cause or "",
        "logscan": report.version,
        "catalogue": report.catalogue_digest,
        **{f"redacted {kind}": str(count) for kind, count in kinds if count},
    }
    made = ET.Element("properties")
    for name, value in values.items():
        ET.SubElement(made, "property", {"name": _line(name), "value": _line(value)})
    return made


def _names(report: Report) -> list[str]:
    """Return the distinct names of sources, and a name of our own where there is none."""
    return list(dict.fromkeys(source.name for source in report.sources)) or [OWN_SUITE]


def _home(finding: Finding, report: Report) -> str:
    """Return the source that a finding belongs to: that of its first evidence, else the first."""
    names = _names(report)
    source = finding.evidence[0].source if finding.evidence else names[0]
    return source if source in names else names[0]


def _first(report: Report, name: str) -> str | None:
    times = [one.first_ns for one in report.sources if one.name == name and one.first_ns]
    return (rfc3339(min(times)) or "")[:19] if times else None


def _suite(
    root: ET.Element, name: str, cases: Sequence[ET.Element], *, timestamp: str | None = None
) -> None:
    """Add one suite with its counts."""
    suite = ET.SubElement(root, "testsuite", {"name": _line(name), "tests": str(len(cases))})
    for key, tag in (("failures", "failure"), ("errors", "error")):
        suite.set(key, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("skipped", "0")
    suite.set("time", _SECONDS)
    if timestamp:
        suite.set("timestamp", timestamp)
    suite.extend(cases)


def _new_case(name: str, source: str) -> ET.Element:
    """Return a test case; readers know it again by *name* and *source* in the next run."""
    attributes = {"name": _line(name), "classname": _line(source), "time": _SECONDS}
    return ET.Element("testcase", attributes)


def _case(finding: Finding, source: str, language: str) -> ET.Element:
    signature = finding.signature
    case = _new_case(f"{signature.id}: {signature.title.in_language(language)}", source)
    if finding.role is Role.BENIGN:
        said = finding.note or finding.title
        ET.SubElement(case, "system-out").text = _text(said.in_language(language))
        return case
    title = finding.title.in_language(language)
    times = word("times", language, n=finding.occurrences)
    severity = signature.severity.name.lower()
    failure = ET.SubElement(case, "failure", {"message": _line(f"{title} ({times})")})
    failure.set("type", severity)
    failure.text = _text("\n".join(_told(finding, language)))
    return case


def _told(finding: Finding, language: str) -> Iterator[str]:
    """Yield the lines of what is wrong: the proof, why it happens, what to do."""
    for evidence in finding.evidence:
        yield from _evidence(evidence)
    if why := why_it_happens(finding, language):
        yield ""
        yield why
    if finding.note:
        yield finding.note.in_language(language)
    if finding.steps:
        yield ""
    for step in finding.steps:
        text, source = step.text.in_language(language), source_name(step.source, language)
        yield f"- {name_of(step.within, language)}: {text} ({source})"


def _evidence(evidence: Evidence) -> Iterator[str]:
    """Yield one proof, its place in front, which some readers make a link of."""
    first, *rest = evidence.text.strip("\n").split("\n")
    yield f"{one_line(evidence.source)}:{evidence.line}: {first}"
    yield from (f"    {line}" for line in rest)


def _passed(report: Report, source: str, language: str) -> ET.Element:
    """Return the case of a source without a problem, with what stays unexplained there."""
    case = _new_case(word("no error", language), source)
    left = [group for group in report.unexplained if group.source == source]
    if left:
        lines = (_unexplained(group, language) for group in left)
        ET.SubElement(case, "system-out").text = _text("\n".join(lines))
    return case


def _unexplained(group: Unexplained, language: str) -> str:
    said = word("ci.unexplained", language, n=group.occurrences)
    return f"{one_line(group.source)}:{group.line}: {said}: {one_line(group.template)}"


def _unread(faults: Sequence[Text], language: str) -> ET.Element:
    case = _new_case(word("ci.read", language), OWN_SUITE)
    said = [fault.in_language(language) for fault in faults] or [word("incomplete", language)]
    error = ET.SubElement(case, "error", {"message": _line(said[0]), "type": "incomplete"})
    error.text = _text("\n".join(said))
    return case


def _line(text: str) -> str:
    """Return text for an attribute: one line, no character that XML forbids."""
    return _allowed(one_line(text))


def _text(text: str) -> str:
    """Return text for between tags: its lines stay, no character that XML forbids."""
    return _allowed(visible(text))


def _allowed(text: str) -> str:
    return _NO_CHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
