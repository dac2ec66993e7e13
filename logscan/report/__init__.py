"""A report becomes text: one function and one row in the table for each output."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from logscan.errors import UsageError
from logscan.report.document import document, event_line, schema
from logscan.report.options import MAX_CHARS, Options
from logscan.report.sanitize import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from logscan.model import Report

__all__ = [
    "MAX_CHARS",
    "RENDERERS",
    "Options",
    "document",
    "event_line",
    "one_line",
    "render",
    "schema",
    "visible",
]


def _lazily(module: str, function: str) -> Callable[[Report, Options], str]:
    """Return the renderer of that name; its module is imported when it is first used."""

    def renderer(report: Report, options: Options) -> str:
        made: str = getattr(import_module(f"logscan.report.{module}"), function)(report, options)
        return made

    return renderer


RENDERERS: Mapping[str, Callable[[Report, Options], str]] = {
    "terminal": _lazily("terminal", "render_terminal"),
    "markdown": _lazily("markdown", "render_markdown"),
    "html": _lazily("html", "render_html"),
    "json": _lazily("document", "render_json"),
    "csv": _lazily("csv", "render_csv"),
    "slack": _lazily("slack", "render_slack"),
    "sarif": _lazily("sarif", "render_sarif"),
    "junit": _lazily("junit", "render_junit"),
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
