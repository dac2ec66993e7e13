"""The runbook's core log collection: how the service started, its last errors, its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.model import Mark, Phase, Role
from logscan.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from logscan.model import Finding, Report

_START_MARKS = frozenset({Mark.BOOT_START, Mark.LISTENING, Mark.LIVE})
_VERSION_MARK = "runtime-version"  # the signature of the platform's "Using Node.js version"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One redacted message with its place."""

    time_ns: int | None
    source: str
    line: int
    text: str


def start_messages(report: Report, most: int = 6) -> list[LogLine]:
    """Return the latest messages of the service's starts, oldest first.

    Without such marks (a hand-made report) the first line of each boot counts.
    """
    starts = [entry for entry in report.timeline if entry.mark in _START_MARKS]
    if not starts:
        boots = {(a.source, a.start_line) for a in report.attempts if a.phase is Phase.BOOT}
        starts = [one for one in report.timeline if (one.source, one.line) in boots]
    return [
        LogLine(
            time_ns=one.time_ns, source=one.source, line=one.line, text=one.text or one.title.en
        )
        for one in starts[-most:]
    ]


def last_errors(report: Report, lines: int = 10) -> list[LogLine]:
    """Return the latest error messages, oldest first: at least *lines* lines where there are.

    Messages of known problems come first; unexplained ones fill up. What a rule has concluded
    has no message of its own: the line that it points at may be no error.
    """
    known = {
        (one.source, one.line): one
        for finding in report.findings
        if finding.role is not Role.BENIGN and finding.signature.pattern
        for one in _messages(finding)
    }
    found = sorted(known.values(), key=_in_time, reverse=True)
    found += [
        LogLine(time_ns=None, source=one.source, line=one.line, text=one.text)
        for one in report.unexplained
    ]
    taken, count = [], 0
    for one in found:
        if count >= lines:
            break
        taken.append(one)
        count += one.text.count("\n") + 1
    return sorted(taken, key=_in_time)


def _messages(finding: Finding) -> Iterator[LogLine]:
    """Yield the messages that were kept of a finding: of its bursts' ends, and its evidence."""
    for burst in finding.bursts:
        for event in (burst.first, burst.last):
            yield LogLine(
                time_ns=event.time_ns, source=event.source, line=event.line, text=event.evidence
            )
    for one in finding.evidence:
        yield LogLine(time_ns=one.time_ns, source=one.source, line=one.line, text=one.text)


def _in_time(line: LogLine) -> tuple[bool, int, str, int]:
    return line.time_ns is not None, line.time_ns or 0, line.source, line.line


def versions(report: Report, language: str) -> list[str]:
    """Return the versions that the log names, in the order of their first mention."""
    marks = [entry for entry in report.timeline if entry.signature_id == _VERSION_MARK]
    return list(dict.fromkeys(entry.title.in_language(language) for entry in marks))
