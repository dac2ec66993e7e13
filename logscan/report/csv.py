"""Tables for spreadsheets: a cell is never a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from logscan.report.sanitize import one_line
from logscan.report.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable

    from logscan.model import Event, Report, Signature, TimelineEntry
    from logscan.report.options import Options

TIMELINE_COLUMNS = (
    "time",
    "end",
    "kind",
    "severity",
    "role",
    "signature",
    "title",
    "occurrences",
    "source",
    "line",
    "service",
    "instance",
)
EVENT_COLUMNS = (
    "time",
    "signature",
    "kind",
    "severity",
    "source",
    "line",
    "offset",
    "service",
    "instance",
    "captures",
    "text",
)
# What a spreadsheet takes for a formula, also behind blanks and in its full-width forms.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def render_csv(report: Report, options: Options) -> str:
    """Return the timeline as CSV: a head, then one row an entry; lines end with a newline."""
    rows = (_timeline_row(entry, options.language) for entry in report.timeline)
    return _lines([TIMELINE_COLUMNS, *rows])


def events_head() -> str:
    """Return the head of a table of events, with a line end."""
    return _lines([EVENT_COLUMNS])


def event_row(event: Event, signature: Signature) -> str:
    """Return one event as a row of CSV, with a line end."""
    captures = "; ".join(f"{name}={value}" for name, value in event.captures)
    values = (
        rfc3339(event.time_ns),
        event.signature_id,
        signature.kind.value,
        signature.severity.name.lower(),
        event.source,
        event.line,
        event.offset,
        event.service,
        event.instance,
        captures,
        event.evidence,
    )
    return _lines([values])


def cell(value: str | int | None) -> str:
    """Return one value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = one_line(str(value))
    return f"'{text}" if isinstance(value, str) and _FORMULA.match(value) else text


def _timeline_row(entry: TimelineEntry, language: str) -> tuple[str | int | None, ...]:
    return (
        rfc3339(entry.time_ns),
        rfc3339(entry.end_ns),
        entry.kind.value,
        entry.severity.name.lower(),
        entry.role.value if entry.role else None,
        entry.signature_id,
        entry.title.in_language(language),
        entry.occurrences,
        entry.source,
        entry.line,
        entry.service,
        entry.instance,
    )


def _lines(rows: Iterable[Iterable[str | int | None]]) -> str:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(map(cell, row) for row in rows)
    return file.getvalue()
