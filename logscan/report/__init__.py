"""A report becomes text: one function and one row in the table for each output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from logscan.errors import UsageError
from logscan.report.csv import event_row, events_head, render_csv
from logscan.report.document import document, event_line, render_json, schema
from logscan.report.html import render_html
from logscan.report.markdown import MAX_CHARS, render_markdown
from logscan.report.options import Options
from logscan.report.sanitize import one_line, visible
from logscan.report.slack import render_slack
from logscan.report.terminal import render_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from logscan.model import Report

__all__ = [
    "MAX_CHARS",
    "RENDERERS",
    "Options",
    "document",
    "event_line",
    "event_row",
    "events_head",
    "one_line",
    "render",
    "schema",
    "visible",
]

RENDERERS: Mapping[str, Callable[[Report, Options], str]] = {
    "terminal": render_terminal,
    "json": render_json,
    "markdown": render_markdown,
    "html": render_html,
    "csv": render_csv,
    "slack": render_slack,
}


def render(
    report: Report,
    format: str = "terminal",  # noqa: A002 - the contract's own word
    *,
    language: str = "en",
    width: int | None = None,
    color: bool = False,
    verbosity: int = 0,
    context: int = 2,
    max_chars: int | None = None,
    command: str | None = None,
) -> str:
    """Return *report* in one of the formats of ``RENDERERS``, ending in a line end.

    The other arguments are those of ``Options``. Raises ``UsageError`` for an unknown format.
    """
    if format not in RENDERERS:
        raise UsageError(f"unknown format {format!r}: choose one of {', '.join(RENDERERS)}")
    options = Options(
        language=language,
        width=width,
        color=color,
        verbosity=verbosity,
        context=context,
        max_chars=max_chars,
        command=command,
    )
    return RENDERERS[format](report, options)
