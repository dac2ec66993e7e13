"""The report in SARIF 2.1.0, the form in which code hosts take findings.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. What GitHub reads of
it: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from logscan.model import Role, Severity
from logscan.report.markdown_syntax import address, is_address, prose
from logscan.report.sanitize import one_line, visible
from logscan.report.times import between, date, rfc3339
from logscan.report.view import ranked, why_it_happens
from logscan.report.words import name_of, source_name, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from logscan.model import Evidence, Finding, Report, SourceInfo, Step, Unexplained
    from logscan.report.options import Options

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_LANGUAGES = {"en": "en-US", "ko": "ko-KR"}
_MAX_CHARS = 1000  # of a description; GitHub cuts at 1,024


def render_sarif(report: Report, options: Options) -> str:
    """Return one run: a rule for each signature that was found, a result for each problem.

    What is harmless here, unexplained, or was assumed stands in the notifications. The text is
    indented ASCII JSON with a line end; the same report gives the same text.
    """
    made = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, options)]}
    return json.dumps(made, ensure_ascii=True, allow_nan=False, indent=2) + "\n"


def _run(report: Report, options: Options) -> dict[str, Any]:
    language = options.language
    found = ranked(report.findings)
    first = report.sources[0].name if report.sources else "stdin"
    indexes = {finding.signature.id: index for index, finding in enumerate(found)}
    driver = {
        "name": "logscan",
        "version": report.version,
        "rules": [_rule(finding, language) for finding in found],
    }
    return {
        "tool": {"driver": driver},
        "language": _LANGUAGES[language],
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, options)],
        "artifacts": [_artifact(source) for source in report.sources],
        "results": [
            _result(finding, indexes[finding.signature.id], first, language)
            for finding in found
            if finding.role is not Role.BENIGN
        ],
        "properties": {
            "verdict": report.verdict.status.value,
            "headline": _plain(report.verdict.headline.in_language(language)),
            "catalogueDigest": report.catalogue_digest,
            "redacted": {visible(kind): n for kind, n in sorted(report.stats.redacted.items())},
        },
    }


# ---------------------------------------------------------------- rules


def _rule(finding: Finding, language: str) -> dict[str, Any]:
    signature = finding.signature
    title = _plain(signature.title.in_language(language))
    why = _plain(why_it_happens(finding, language) or title)
    made: dict[str, Any] = {
        "id": signature.id,
        "name": "".join(part.capitalize() for part in signature.id.split("-")),
        "shortDescription": {"text": _cut(title)},
        "fullDescription": {"text": _cut(why)},
        "help": {
            "text": "\n".join(_help(finding, language)),
            "markdown": "\n".join(_help_markdown(finding, language)),
        },
        "defaultConfiguration": {"level": LEVELS[signature.severity]},
        "properties": {
            "tags": [one_line(tag) for tag in _tags(finding)],
            "severity": signature.severity.name.lower(),
        },
    }
    page = next((one for one in signature.references if is_address(one)), None)
    return made | {"helpUri": page} if page else made


def _tags(finding: Finding) -> list[str]:
    """Return the distinct words to filter by: category and runtimes."""
    return list(dict.fromkeys((finding.signature.category, *finding.signature.runtimes)))[:10]


def _help(finding: Finding, language: str) -> Iterator[str]:
    """Yield the lines of the help: why it happens, what to do, where to read on."""
    if why := why_it_happens(finding, language):
        yield _plain(why)
    for step in finding.steps:
        text = _plain(step.text.in_language(language))
        yield f"- {name_of(step.within, language)}: {text} ({_source(step, language)})"
    yield from (one_line(reference) for reference in finding.signature.references)
    yield f"logscan explain {finding.signature.id}"


def _help_markdown(finding: Finding, language: str) -> Iterator[str]:
    """Yield the same as blocks of Markdown."""
    if why := why_it_happens(finding, language):
        yield f"{prose(why)}\n"
    if finding.steps:
        yield f"**{word('md.next', language)}**\n"
    for step in finding.steps:
        text, source = prose(step.text.in_language(language)), _source(step, language)
        shown = address(source) if is_address(source) else prose(source)
        yield f"- **{name_of(step.within, language)}**: {text} ({shown})"
    yield ""
    yield from (f"- {address(reference)}" for reference in finding.signature.references)
    yield f"- `logscan explain {finding.signature.id}`"


def _source(step: Step, language: str) -> str:
    return _plain(source_name(step.source, language))


# ---------------------------------------------------------------- results


def _result(finding: Finding, index: int, source: str, language: str) -> dict[str, Any]:
    """Return the result of one finding; *source* is where it is put if no line shows it."""
    signature = finding.signature
    identity = _identity(finding)
    made: dict[str, Any] = {
        "ruleId": signature.id,
        "ruleIndex": index,
        "level": LEVELS[signature.severity],
        "message": {"text": "\n".join(_message(finding, language))},
        "occurrenceCount": max(finding.occurrences, 1),
        "partialFingerprints": {"primaryLocationLineHash": f"{identity}:1"},
        "properties": {
            "role": finding.role.value,
            "severity": signature.severity.name.lower(),
            "first": rfc3339(finding.first_ns),
            "last": rfc3339(finding.last_ns),
            "services": [visible(service) for service in finding.services],
            "instances": [visible(instance) for instance in finding.instances],
        },
    }
    # A result without a place makes GitHub refuse the whole file.
    places = [_location(one) for one in finding.evidence] or [_place(source, 1)]
    made["locations"] = places[:1]
    if places[1:]:
        made["relatedLocations"] = [{"id": n, **place} for n, place in enumerate(places[1:], 1)]
    return made


def _identity(finding: Finding) -> str:
    """Return what is the same whenever the same problem is found in the same file.

    The line, the time and the captured values are left out: the next run has others.
    """
    source = finding.evidence[0].source if finding.evidence else ""
    text = f"{finding.signature.id}\0{source}".encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:16]


def _message(finding: Finding, language: str) -> Iterator[str]:
    """Yield the lines of what is wrong; readers that have room for one show the first."""
    times = word("times", language, n=finding.occurrences)
    year = date(finding.first_ns)[:5]
    when = year + between(finding.first_ns, finding.last_ns, day=True)
    counted = ", ".join(part for part in (times, when and f"{when} UTC") if part)
    yield f"{_plain(finding.title.in_language(language))} ({counted})."
    if why := why_it_happens(finding, language):
        yield _plain(why)
    if finding.note:
        yield _plain(finding.note.in_language(language))
    for evidence in finding.evidence[:1]:
        first = evidence.text.lstrip("\n").partition("\n")[0]
        yield _plain(f"{evidence.source}:{evidence.line}: {first}")


def _location(evidence: Evidence) -> dict[str, Any]:
    return _place(evidence.source, evidence.line, snippet={"text": visible(evidence.text)})


def _place(source: str, line: int, **more: Any) -> dict[str, Any]:
    region = {"startLine": max(line, 1), **more}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(source)}, "region": region}}


def uri(source: str) -> str:
    """Return the name of a source as a URI: relative as it was typed, else ``file:///...``."""
    path = PurePath(one_line(source))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _artifact(source: SourceInfo) -> dict[str, Any]:
    return {
        "location": {"uri": uri(source.name)},
        "roles": ["analysisTarget"],
        "properties": {"layout": source.layout, "lines": source.lines, "bytes": source.bytes},
    }


# ---------------------------------------------------------------- the run itself


def _invocation(report: Report, options: Options) -> dict[str, Any]:
    made: dict[str, Any] = {
        "executionSuccessful": report.complete,
        "toolExecutionNotifications": list(_notifications(report, options.language)),
    }
    return made | {"commandLine": one_line(options.command)} if options.command else made


def _notifications(report: Report, language: str) -> Iterator[dict[str, Any]]:
    """Yield what is no problem of the service but must be said."""
    for warning in report.warnings:
        level = "error" if warning in report.faults else "note"
        yield _notification(level, warning.in_language(language))
    for group in report.unexplained:
        yield _unexplained(group, language)
    harmless = [one.signature.id for one in report.findings if one.role is Role.BENIGN]
    if harmless:
        yield _notification("note", word("ci.harmless", language, names=", ".join(harmless)))


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _unexplained(group: Unexplained, language: str) -> dict[str, Any]:
    said = word("ci.unexplained", language, n=group.occurrences)
    place = _place(group.source, group.line, snippet={"text": visible(group.text)})
    return {**_notification("warning", f"{said}: {group.template}"), "locations": [place]}


def _plain(text: str) -> str:
    """Return text for a plain message, in which ``[a](b)`` would be a link."""
    return one_line(text).replace("](", "] (")


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARS else f"{text[: _MAX_CHARS - 1]}…"
