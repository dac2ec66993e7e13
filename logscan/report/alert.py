"""What an alert says: to programs as a document and variables, to people as a chat message."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from logscan.model import Event, Severity, Status, Text
from logscan.report.document import event_line
from logscan.report.live import event_title
from logscan.report.markdown_syntax import prose
from logscan.report.options import Options
from logscan.report.sanitize import one_line, visible
from logscan.report.slack import SLACK, render_slack, slack_code
from logscan.report.times import rfc3339
from logscan.report.view import all_steps, main_incident
from logscan.report.words import name_of
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from logscan.model import Finding, Report, Signature

VARIABLE_PREFIX = "LOGSCAN_EVENT_"
_MAX_TEXT, _MAX_VALUE = 300, 4000
_SYMBOLS: Mapping[Severity, str] = {
    Severity.CRITICAL: "✗",
    Severity.HIGH: "✗",
    Severity.MEDIUM: "!",
    Severity.LOW: "·",
    Severity.INFO: "·",
}
_HELD_BACK = Text(
    en="{n} more since the last alert about this", ko="지난 알림 이후 같은 문제 {n}건 추가 발생"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message to send; within a cool-down only the first of each *key* goes out.

    *document* is for programs; its ``alert`` says ``event``, ``verdict`` or ``recovered``.
    *chat* is for people, in Slack's markup, in which log text cannot mention or link.
    """

    key: str
    document: Mapping[str, Any]
    chat: str


def event_key(event: Event) -> str:
    """Return the key of the alert about an event: one problem of one service."""
    return f"event {event.signature_id} {event.service or ''}"


def event_of(finding: Finding) -> Event:
    """Return a finding that no single line shows as the event that its first evidence is."""
    shown = finding.evidence[0] if finding.evidence else None
    return Event(
        signature_id=finding.signature.id,
        source=shown.source if shown else "",
        line=shown.line if shown else 0,
        offset=shown.offset if shown else 0,
        time_ns=finding.first_ns,
        evidence=shown.text if shown else "",
        service=finding.services[0] if finding.services else None,
        instance=finding.instances[0] if finding.instances else None,
        captures=tuple((name, values[0]) for name, values in finding.captures if values),
    )


def event_alert(event: Event, signature: Signature, language: str, held_back: int = 0) -> Alert:
    """Return the alert about one event; *held_back* like it were not sent."""
    title = event_title(event, signature, language)
    document = {
        "alert": "event",
        **json.loads(event_line(event, signature)),
        "title": visible(title),
        "held_back": held_back,
    }
    return Alert(
        key=event_key(event),
        document=document,
        chat=_event_chat(event, signature.severity, title, held_back, language),
    )


def _event_chat(event: Event, severity: Severity, title: str, held_back: int, language: str) -> str:
    first = event.evidence.lstrip("\n").partition("\n")[0]
    symbol, named = _SYMBOLS[severity], name_of(severity, language)
    lines = [
        f"{symbol} *{named}* {prose(title[:_MAX_TEXT], SLACK)}",
        slack_code(f"{event.source}:{event.line} {first}"[:_MAX_TEXT]),
    ]
    if held_back:
        lines.append(f"_{_HELD_BACK.in_language(language).format(n=held_back)}_")
    return "\n".join(lines)


def verdict_alert(report: Report, previous: Status | None, language: str) -> Alert:
    """Return the alert about a verdict that has changed from *previous*."""
    verdict, incident = report.verdict, main_incident(report)
    is_over = verdict.status in (Status.RECOVERED, Status.HEALTHY)
    headline = visible(verdict.headline.in_language(language))
    document = {
        "alert": "recovered" if is_over else "verdict",
        "status": verdict.status.value,
        "previous": previous.value if previous else None,
        "title": headline,
        "signature": verdict.cause,
        "severity": incident.severity.name.lower() if incident else None,
        "time": rfc3339(verdict.since_ns),
        "confidence": verdict.confidence,
        "text": headline,
        "steps": [
            {"within": step.within.value, "text": visible(step.text.in_language(language))}
            for step in (() if is_over else all_steps(report))
        ],
    }
    chat = render_slack(report, Options(language=language)).rstrip("\n")
    return Alert(key=f"verdict {verdict.status.value}", document=document, chat=chat)


def variables(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the scalars of an alert's document as environment variables.

    Each value is one printable line of at most 4,000 characters; what is unknown is empty.
    Captures become ``LOGSCAN_EVENT_CAPTURE_<NAME>``.
    """
    plain = {key: value for key, value in document.items() if not isinstance(value, list | dict)}
    plain |= {f"capture_{key}": value for key, value in document.get("captures", {}).items()}
    return {
        VARIABLE_PREFIX + re.sub(r"\W", "_", key, flags=re.ASCII).upper(): _value(value)
        for key, value in plain.items()
    }


def _value(value: object) -> str:
    return "" if value is None else one_line(str(value))[:_MAX_VALUE]


def webhook_body(alert: Alert) -> bytes:
    """Return the JSON to post: ``text`` is what Slack and its like show, ``event`` the document."""
    body = {"text": alert.chat, "event": dict(alert.document)}
    return json.dumps(body, ensure_ascii=True, allow_nan=False).encode("ascii")
