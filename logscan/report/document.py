"""The JSON document: the form of a report that other programs rely on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from logscan.report.sanitize import visible
from logscan.report.times import rfc3339
from logscan.report.view import why_it_happens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from logscan.model import (
        Attempt,
        Event,
        Evidence,
        Finding,
        Hypothesis,
        Incident,
        Report,
        SeenOf,
        Signature,
        SourceInfo,
        Stats,
        StatusTracking,
        Step,
        Text,
        Tick,
        TimelineEntry,
        Unexplained,
        Verdict,
        WeighedCause,
    )
    from logscan.report.options import Options

SCHEMA_VERSION = 1


def render_json(report: Report, options: Options) -> str:
    """Return the document as indented ASCII JSON with a line end."""
    made = document(report, options.language)
    return json.dumps(made, ensure_ascii=True, allow_nan=False, indent=2) + "\n"


def event_line(event: Event, signature: Signature) -> str:
    """Return one event as one line of JSON, without a line end."""
    fields = {
        "signature": event.signature_id,
        "kind": signature.kind.value,
        "severity": signature.severity.name.lower(),
        "source": visible(event.source),
        "line": event.line,
        "offset": event.offset,
        "time": rfc3339(event.time_ns),
        "service": _maybe(event.service),
        "instance": _maybe(event.instance),
        "captures": {name: visible(value) for name, value in event.captures},
        "text": visible(event.evidence),
    }
    return json.dumps(fields, ensure_ascii=True, allow_nan=False)


def schema(name: str) -> dict[str, Any]:
    """Return the published JSON Schema called *name*: ``report`` or ``event``."""
    from importlib import resources  # noqa: PLC0415 - it costs more than the rest of the module

    file = resources.files("logscan.report") / "schema" / f"{name}.schema.json"
    made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return made


def document(report: Report, language: str = "en") -> dict[str, Any]:
    """Return the report as plain values in the order of the contract.

    Texts are in *language*; identifiers and log text never are. Every string has gone
    through ``visible``, every number is finite.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": {
            "name": "logscan",
            "version": report.version,
            "catalogue_digest": report.catalogue_digest,
        },
        "complete": report.complete,
        "warnings": _texts(report.warnings, language),
        "sources": [_source(source) for source in report.sources],
        "stats": _stats(report.stats),
        "verdict": _verdict(report.verdict, language),
        "incidents": [_incident(incident, language) for incident in report.incidents],
        "findings": [_finding(finding, language) for finding in report.findings],
        "timeline": [_entry(entry, language) for entry in report.timeline],
        "attempts": [_attempt(attempt) for attempt in report.attempts],
        "unexplained": [_unexplained(group) for group in report.unexplained],
        "next_steps": _steps(report.next_steps, language),
        "causes": [_cause(cause, language) for cause in report.causes],
        "checklist": [_tick(tick, language) for tick in report.checklist],
        "tracking": _tracking(report.tracking, language) if report.tracking else None,
    }


def _maybe(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _text(text: Text, language: str) -> str:
    return visible(text.in_language(language))


def _texts(texts: Iterable[Text], language: str) -> list[str]:
    return [_text(text, language) for text in texts]


def _visible(texts: Iterable[str]) -> list[str]:
    return [visible(text) for text in texts]


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counters above zero by name."""
    return {visible(name): counts[name] for name in sorted(counts) if counts[name]}


def _share(number: float) -> float:
    """Return *number* between 0 and 1 with four digits; a NaN becomes 0."""
    return round(min(max(number, 0.0), 1.0), 4) if number == number else 0.0  # noqa: PLR0124 - only a NaN differs from itself


def _source(source: SourceInfo) -> dict[str, Any]:
    return {
        "name": visible(source.name),
        "layout": source.layout,
        "lines": source.lines,
        "bytes": source.bytes,
        "first": rfc3339(source.first_ns),
        "last": rfc3339(source.last_ns),
        "records": source.records,
        "why": visible(source.why),
    }


def _stats(stats: Stats) -> dict[str, Any]:
    return {
        "lines": stats.lines,
        "records": stats.records,
        "bytes": stats.bytes,
        "events": stats.events,
        "undated_events": stats.undated_events,
        "error_lines": stats.error_lines,
        "explained_error_lines": stats.explained_error_lines,
        "elapsed_seconds": round(stats.elapsed_seconds, 6),
        "counters": _counts(stats.counters),
        "redacted": _counts(stats.redacted),
    }


def _verdict(verdict: Verdict, language: str) -> dict[str, Any]:
    return {
        "status": verdict.status.value,
        "headline": _text(verdict.headline, language),
        "cause": verdict.cause,
        "since": rfc3339(verdict.since_ns),
        "confidence": _share(verdict.confidence),
    }


def _incident(incident: Incident, language: str) -> dict[str, Any]:
    return {
        "cause": incident.cause,
        "consequences": list(incident.consequences),
        "severity": incident.severity.name.lower(),
        "start": rfc3339(incident.start_ns),
        "end": rfc3339(incident.end_ns),
        "confidence": _share(incident.confidence),
        "because": _texts(incident.because, language),
        "steps": _steps(incident.steps, language),
        "title": _text(incident.title, language),
        "hypotheses": [_hypothesis(one, language) for one in incident.hypotheses],
    }


def _hypothesis(hypothesis: Hypothesis, language: str) -> dict[str, Any]:
    return {
        "signature": hypothesis.signature_id,
        "title": _text(hypothesis.title, language),
        "confidence": _share(hypothesis.confidence),
        "check": _text(hypothesis.check, language),
    }


def _steps(steps: Iterable[Step], language: str) -> list[dict[str, str]]:
    return [
        {
            "text": _text(step.text, language),
            "within": step.within.value,
            "source": visible(step.source),
        }
        for step in steps
    ]


def _finding(finding: Finding, language: str) -> dict[str, Any]:
    signature = finding.signature
    return {
        "signature": signature.id,
        "title": _text(finding.title, language),
        "category": signature.category,
        "kind": signature.kind.value,
        "severity": signature.severity.name.lower(),
        "role": finding.role.value,
        "occurrences": finding.occurrences,
        "first": rfc3339(finding.first_ns),
        "last": rfc3339(finding.last_ns),
        "services": _visible(finding.services),
        "instances": _visible(finding.instances),
        "captures": {name: _visible(values) for name, values in finding.captures},
        "evidence": [_evidence(one) for one in finding.evidence],
        "steps": _steps(finding.steps, language),
        "references": _visible(signature.references),
        "cause": _maybe(why_it_happens(finding, language)),
        "note": _text(finding.note, language) if finding.note else None,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "source": visible(evidence.source),
        "line": evidence.line,
        "offset": evidence.offset,
        "time": rfc3339(evidence.time_ns),
        "text": visible(evidence.text),
        "before": _visible(evidence.before),
        "after": _visible(evidence.after),
    }


def _entry(entry: TimelineEntry, language: str) -> dict[str, Any]:
    return {
        "time": rfc3339(entry.time_ns),
        "end": rfc3339(entry.end_ns),
        "kind": entry.kind.value,
        "signature": entry.signature_id,
        "title": _text(entry.title, language),
        "severity": entry.severity.name.lower(),
        "occurrences": entry.occurrences,
        "line": entry.line,
        "source": visible(entry.source),
        "service": _maybe(entry.service),
        "instance": _maybe(entry.instance),
        "role": entry.role.value if entry.role else None,
        "histogram": list(entry.histogram),
        "mark": entry.mark.value if entry.mark else None,
        "text": visible(entry.text),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "service": _maybe(attempt.service),
        "instance": _maybe(attempt.instance),
        "start": rfc3339(attempt.start_ns),
        "end": rfc3339(attempt.end_ns),
        "phase": attempt.phase.value,
        "outcome": attempt.outcome.value,
        "exit_status": attempt.exit_status,
        "signatures": list(attempt.signature_ids),
        "source": visible(attempt.source),
        "start_line": attempt.start_line,
        "end_line": attempt.end_line,
        "reason": attempt.reason.value if attempt.reason else None,
    }


def _cause(cause: WeighedCause, language: str) -> dict[str, Any]:
    return {
        "id": cause.id,
        "title": _text(cause.title, language),
        "standing": cause.standing.value,
        "evidence_for": _texts(cause.evidence_for, language),
        "evidence_against": _texts(cause.evidence_against, language),
        "check": _text(cause.check, language) if cause.check else None,
        "source": visible(cause.source),
    }


def _tick(tick: Tick, language: str) -> dict[str, Any]:
    return {
        "checklist": tick.checklist,
        "question": _text(tick.question, language),
        "answer": tick.answer.value,
        "good": tick.good,
        "why": _text(tick.why, language),
        "source": visible(tick.source),
    }


def _tracking(tracking: StatusTracking, language: str) -> dict[str, Any]:
    return {
        "restart": rfc3339(tracking.restart_ns),
        "line": tracking.restart_line,
        "source": visible(tracking.source),
        "service": _maybe(tracking.service),
        "before": [_seen(one, language) for one in tracking.before],
        "after": [_seen(one, language) for one in tracking.after],
        "works_after": tracking.works_after,
    }


def _seen(one: SeenOf, language: str) -> dict[str, Any]:
    return {
        "signature": one.signature_id,
        "title": _text(one.title, language),
        "occurrences": one.occurrences,
    }


def _unexplained(group: Unexplained) -> dict[str, Any]:
    return {
        "template": visible(group.template),
        "occurrences": group.occurrences,
        "line": group.line,
        "text": visible(group.text),
        "source": visible(group.source),
    }
